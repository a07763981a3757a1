export function positionalEncoding() {
  throw new RangeError('Expected dModel to be even');
}
