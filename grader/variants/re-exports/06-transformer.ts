export { embed, transformer } from './my-transformer';
