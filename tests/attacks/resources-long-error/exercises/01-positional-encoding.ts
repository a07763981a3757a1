class Long extends Error {
  override readonly name = 'Long'.repeat(500_000);
}
export function positionalEncoding(seq: number) {
  throw seq === 1 ? new Long('x') : new Error('very '.repeat(4_000_000));
}
