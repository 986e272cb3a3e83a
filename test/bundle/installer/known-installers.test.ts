import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KNOWN_INSTALLERS } from '../../../src/bundle/installer/known-installers.ts';
import { readInstaller, SCRIPT_NAMES } from '../../../src/bundle/installer/script.ts';
import { TOOL } from '../../../src/core/tool.ts';

test.each(SCRIPT_NAMES)('%s is the one that is recorded for this version', async (name) => {
  const sum = createHash('sha256').update(await readInstaller(name));

  // If a script has changed, give an unreleased version its new sum, but never a released one; see the table.
  expect(KNOWN_INSTALLERS.get(TOOL.version)?.get(name)).toBe(sum.digest('hex'));
});

test('every script in the folder is known by name, so that none travels unchecked', async () => {
  const files = await readdir(join(import.meta.dirname, '../../../src/bundle/installer'));

  expect(SCRIPT_NAMES.toSorted()).toEqual(files.filter((file) => file.endsWith('.sh')).toSorted());
});

test('every version in the changelog has its installer recorded', async () => {
  const changelog = await readFile(join(import.meta.dirname, '../../../CHANGELOG.md'), 'utf8');
  const versions = [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(
    ([, version]) => version,
  );

  expect(versions.length).toBeGreaterThan(0);
  expect([...KNOWN_INSTALLERS.keys()]).toEqual(expect.arrayContaining(versions));
});
