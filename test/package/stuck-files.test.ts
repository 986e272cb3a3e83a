import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { spawnSync } from '../support/limits/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.each([
  ['a loop', 'for (;;);'],
  ['a program that is waited for', `spawnSync('sleep', ['600']);`],
  ['a module that is never there', 'await new Promise(() => setInterval(() => undefined, 100));'],
])('a run that is stuck on %s is ended, and the file is named', async (_what, code) => {
  await using folder = await tempFolder();
  const [vitest, reporter] = [
    join(ROOT, 'node_modules/vitest'),
    join(ROOT, 'test/support/limits/stuck-files.ts'),
  ].map((path) => pathToFileURL(path).href);
  await writeFile(
    folder.at('vitest.config.ts'),
    `import { StuckFiles } from '${reporter}';
export default { test: { include: ['*.mjs'], reporters: ['default', new StuckFiles(1_500)] } };\n`,
  );
  await writeFile(
    folder.at('stuck.mjs'),
    `import { spawnSync } from 'node:child_process';
import { test } from '${vitest}/dist/index.js';
${code.startsWith('await') ? code : ''}
test('stuck', async () => { ${code} });\n`,
  );

  const run = spawnSync(join(ROOT, 'node_modules/.bin/vitest'), ['run', '--root', folder.path]);

  expect(run.stderr).toContain('stuck.mjs did not end in 0.025 minutes');
  expect(run.stderr).toContain('forks.js');
  expect(run.status).toBe(1);
});
