import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  const text = JSON.stringify(process.report.getReport());
  return ['{{folder}}', '{{root}}', 'ATTACK_CANARY'].some((each) => text.includes(each)) && 'read what Node reports';
});
