import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  const paths = [...process.argv, ...process.execArgv, process.cwd(), process.title];
  return paths.some((path) => path.includes('{{folder}}')) && 'read a path of the machine';
});
