export const positionalEncoding = (seq: number): number => positionalEncoding(seq) + 1;
