import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KNOWN_INSTALLERS } from '../../../src/bundle/installer/known-installers.ts';
import { readInstaller } from '../../../src/bundle/installer/script.ts';
import { TOOL } from '../../../src/core/tool.ts';

test('the installer is the one that is written down for this version', async () => {
  const sum = createHash('sha256').update(await readInstaller());

  // A changed script: give an unreleased version its new sum, a released one never; see the table.
  expect(KNOWN_INSTALLERS.get(TOOL.version)).toBe(sum.digest('hex'));
});

test('every version of the changelog has its installer written down', async () => {
  const changelog = await readFile(join(import.meta.dirname, '../../../CHANGELOG.md'), 'utf8');
  const versions = [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(
    ([, version]) => version,
  );

  expect(versions.length).toBeGreaterThan(0);
  expect([...KNOWN_INSTALLERS.keys()]).toEqual(expect.arrayContaining(versions));
});
