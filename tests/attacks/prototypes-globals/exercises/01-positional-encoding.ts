for (const name of ['Buffer', 'process', 'JSON', 'Object', 'structuredClone', 'queueMicrotask']) {
  Object.defineProperty(globalThis, name, { value: undefined });
}
export const positionalEncoding = () => 0;
