import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome } from '../../../support/cli/cli-home.ts';
import { once } from '../../../support/once.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const tap = once(() => buildTap({ commits: vimHistory() }));

test('of a whole atlas its header is shown', async () => {
  await using home = await cliHome();
  await updateAtlasOf(tap().path, home.at('work/core.atlas'));

  const { code, stdout, stderr } = await home.run(['atlas', 'info', 'core.atlas']);
  const json = JSON.parse((await home.run(['atlas', 'info', 'core.atlas', '--json'])).stdout);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(tap().head);
  expect(json).toMatchObject({
    schemaVersion: 1,
    path: home.at('work/core.atlas'),
    kind: 'atlas',
    head: tap().head,
    commits: vimHistory().length,
    formulae: 1,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
});

test('a file that is missing, or something else, is refused', async () => {
  await using home = await cliHome();
  await writeFile(home.at('work/other'), 'x'.repeat(1000));

  const missing = await home.run(['atlas', 'info', 'nothing']);
  const other = await home.run(['atlas', 'info', 'other']);
  const folder = await home.run(['atlas', 'info', '.']);

  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(other).toMatchObject({ code: 4, stdout: '' });
  expect(other.stderr).toContain(`${home.at('work/other')} is not an atlas`);
  expect(folder).toMatchObject({ code: 4, stdout: '' });
});
