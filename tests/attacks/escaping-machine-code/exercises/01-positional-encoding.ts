import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  const addon = { exports: {} };
  try {
    process.dlopen(addon, '{{addon}}');
  } catch (error) {
    if (!/self-register/.test(String(error))) throw error;
  }
  return 'reached machine code';
});
