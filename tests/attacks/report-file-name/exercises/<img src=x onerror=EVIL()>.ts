export const positionalEncoding = () => {
  throw new Error('thrown');
};
