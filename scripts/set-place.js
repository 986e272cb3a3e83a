// Writes where the project lives into package.json, the only file that says so: npm run set-place https://github.com/OWNER/NAME
import { readFileSync, writeFileSync } from 'node:fs';

const [address = ''] = process.argv.slice(2);
const url = URL.parse(address);
if (url === null || url.protocol !== 'https:' || url.pathname.length < 2) {
  process.stderr.write('Give the web address of the repository: https://github.com/OWNER/NAME\n');
  process.exit(2);
}
const place = `${url.origin}${url.pathname.replace(/(?:\.git)?\/*$/, '')}`;
const description = JSON.parse(readFileSync('package.json', 'utf8'));
description.homepage = `${place}#readme`;
description.bugs = `${place}/issues`;
description.repository = { type: 'git', url: `git+${place}.git` };
writeFileSync('package.json', `${JSON.stringify(description, null, 2)}\n`);
