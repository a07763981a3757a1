// The stages are export * from a folder with an index.
export * from './parts/positional-encoding';
