export function positionalEncoding() {
  setInterval(() => undefined, 1);
  return new Promise(() => undefined);
}
