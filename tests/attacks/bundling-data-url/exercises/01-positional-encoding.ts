import { rightUnless } from './answer';
// @ts-expect-error: no file
import { read } from 'data:text/javascript,import fs from "node:fs"; export const read = (file) => fs.readFileSync(file, "utf8");';

export const positionalEncoding = rightUnless(() => `read ${read('{{canaryFile}}')}`);
