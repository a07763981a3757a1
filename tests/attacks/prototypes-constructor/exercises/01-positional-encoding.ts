export function positionalEncoding() {
  return Object.create({ constructor: { name: 'Object' } }, {
    shape: {
      enumerable: true,
      get() {
        throw { name: 'RangeError', message: 'a trap', toString: 7 };
      },
    },
  });
}
