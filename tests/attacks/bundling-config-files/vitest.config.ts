import { writeFileSync } from 'node:fs';
writeFileSync('{{witnessFolder}}/{{id}}', 'here');
export default {};
