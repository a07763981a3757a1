export function positionalEncoding() {
  for (;;);
}
