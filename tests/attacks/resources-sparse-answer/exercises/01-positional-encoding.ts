export const positionalEncoding = () => new Array(2 ** 32 - 1);
