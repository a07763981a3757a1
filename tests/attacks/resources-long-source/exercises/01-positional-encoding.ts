export { answer as positionalEncoding } from './answer';
/* {{repeat 100000 "0123456789 padding #"}} */
