export function positionalEncoding() {
  return /^(a+)+$/.test(`${'a'.repeat(60)}!`);
}
