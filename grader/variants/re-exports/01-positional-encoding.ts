// The stages only re-export; the work is in files with names of their own.
export { positionalEncoding } from './my-positional-encoding';
