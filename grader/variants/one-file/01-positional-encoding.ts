// All is written in one file, model.ts; the stages only pick from it.
export { positionalEncoding } from './model';
