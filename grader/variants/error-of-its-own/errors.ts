export class SizeError extends RangeError {
  override readonly name = 'SizeError';
}
