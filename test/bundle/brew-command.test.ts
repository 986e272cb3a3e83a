import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { brewCommandFor } from '../../src/bundle/brew-command.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { Machine } from '../support/brew/machine.ts';

const REQUEST = {
  fileName: 'vim--9.0.1900.big_sur.bottle.tar.gz',
  hasSidecar: true,
  dependencies: [],
  brewVersion: undefined,
};

test.each([
  ['4.1.0', false],
  ['4.6.3', false],
  ['Homebrew 4.6.3-12-gabcdef', false],
  ['4.6.4', true],
  ['4.10', true],
  ['5.0.0', true],
  ['6.0.18', true],
  ['shallow or no git repository', true],
  [undefined, true],
])('brew %s: HOMEBREW_DEVELOPER is needed: %s', (brewVersion, expected) => {
  const { command } = brewCommandFor({ ...REQUEST, brewVersion });

  expect(command.includes('HOMEBREW_DEVELOPER=1')).toBe(expected);
});

test.each(['4.1.25', '4.6.3', '4.6.4', '6.0.18'])(
  'the command installs with brew %s: build dependencies unknown, a receipt inside, no core tap',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion });
    const wish = { formula: 'vim', stubs: ['cmake'], holdsReceipt: true };
    const { bottleFile } = await makeBottle(join(mac.folder, 'bottles'), wish);
    const fileName = bottleFile.slice(dirname(bottleFile).length + 1);
    for (const version of [brewVersion, undefined]) {
      const { command } = brewCommandFor({ ...REQUEST, fileName, brewVersion: version });
      const ended = await mac.run(['sh', '-c', command], { cwd: dirname(bottleFile) });
      expect(ended.code).toBe(0);
    }

    expect(await readdir(join(mac.prefix, 'opt'))).toEqual(['vim']);
    expect(await readdir(join(mac.prefix, 'Library/Taps/homebrew'))).toEqual([]);
  },
);

test('the command tells the truth when brew fails, and leaves a real core tap', async () => {
  await using mac = await Machine.create({ refuse: 'vim' });
  const core = join(mac.prefix, 'Library/Taps/homebrew/homebrew-core');
  await mkdir(join(core, 'Formula/v'), { recursive: true });
  const { bottleFile } = await makeBottle(join(mac.folder, 'bottles'), { formula: 'vim' });
  const fileName = bottleFile.slice(dirname(bottleFile).length + 1);
  const { command } = brewCommandFor({ ...REQUEST, fileName });

  expect((await mac.run(['sh', '-c', command], { cwd: dirname(bottleFile) })).code).toBe(1);
  expect(await readdir(join(core, 'Formula'))).toEqual(['v']);
});

test('what must be known before stands in the notes', () => {
  const dependencies = ['gettext', 'lua'];
  const { notes } = brewCommandFor({ ...REQUEST, hasSidecar: false, dependencies });

  expect(notes).toEqual([
    'Where another version of it is in use, run brew unlink vim first.',
    'It needs gettext, lua: install those first, one command each, in this order.',
    expect.stringContaining('no sidecar'),
  ]);
});

test('a name with strange characters stays one word', () => {
  const fileName = `a'; touch b $(x) "c".big_sur.bottle.tar.gz`;
  const { command } = brewCommandFor({ ...REQUEST, fileName });
  const script = `brew() { [ "$1" = install ] && printf '%s' "$5"; }; mkdir() { :; }; rmdir() { :; }; ${command}`;

  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe(`./${fileName}`);
});
