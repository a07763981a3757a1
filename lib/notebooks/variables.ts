/** The variables of all cells. */
export interface Variables {
  /** By name, as later cells find them. */
  readonly values: Record<string, unknown>;
  /** What the JavaScript of a cell knows as its `exports`. */
  readonly exports: object;
}

/** No variables yet. A name can be declared again, and an imported one always has the newest value of its file. */
export function noVariables(): Variables {
  const values: Record<string, unknown> = Object.create(null);
  const define = (target: object, name: PropertyKey, { get, value }: PropertyDescriptor): boolean => {
    if (name === '__esModule') return true;
    const from = get ? { get } : { value, writable: true };
    return Reflect.defineProperty(target, name, { ...from, enumerable: true, configurable: true });
  };
  const exports = new Proxy(values, {
    defineProperty: define,
    set: (target, name, value) => define(target, name, { value }),
  });
  return { values, exports };
}
