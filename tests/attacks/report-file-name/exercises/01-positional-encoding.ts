export { positionalEncoding } from './<img src=x onerror=EVIL()>';
