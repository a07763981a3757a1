export { answer as positionalEncoding } from './answer';
{{repeat 5000 "export const name# = #;"}}
