import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  Error.prepareStackTrace = (_, calls) => calls.map((call) => call.getFileName() ?? '').join('\n');
  const { stack } = new Error();
  return ['{{folder}}', '{{root}}'].some((path) => stack?.includes(path)) && 'read a path of the machine';
});
