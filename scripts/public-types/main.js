// The public types, from what src/index.ts exports: one file in the package, a report in the repository whose changes show in a
// review, and a page to read. `build` writes the first, `renew` the others, and `check` says whether those are up to date.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { extractPublicTypes, ROOT } from './extract.js';
import { namesWithoutDocstring, renderPage } from './page.js';

const [task] = process.argv.slice(2);
const { declarations, report, complaints } = extractPublicTypes();
const wrong = [
  ...complaints,
  ...namesWithoutDocstring(declarations).map((name) => `${name} has no docstring`),
];
const kept = [
  { path: 'etc/brewpull.api.md', text: report },
  { path: 'docs/api.md', text: format('docs/api.md', renderPage(declarations)) },
];
if (task === 'check') {
  wrong.push(
    ...kept
      .filter(({ path, text }) => read(path) !== text)
      .map(({ path }) => `${path} is not as the exports of src/index.ts are; run: npm run api`),
  );
} else if (task === 'renew') for (const { path, text } of kept) write(path, text);
else write('dist/types/index.d.ts', declarations);
for (const line of wrong) process.stderr.write(`${line}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;

function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}

function write(path, text) {
  mkdirSync(join(ROOT, path, '..'), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}

/** Formats a text as `npm run format` would. */
function format(path, text) {
  const oxfmt = join(ROOT, 'node_modules/oxfmt/bin/oxfmt');
  return execFileSync(process.execPath, [oxfmt, '--stdin-filepath', path], {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });
}
