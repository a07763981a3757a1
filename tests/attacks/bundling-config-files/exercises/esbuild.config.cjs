require('node:fs').writeFileSync('{{witnessFolder}}/{{id}}', 'here');
