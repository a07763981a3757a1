export { embed, transformer } from './model';
