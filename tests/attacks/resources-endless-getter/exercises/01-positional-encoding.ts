export function positionalEncoding() {
  return {
    get then() {
      for (;;);
    },
  };
}
