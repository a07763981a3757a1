import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => process.kill({{bystander}}, 'SIGKILL') && 'killed a bystander');
