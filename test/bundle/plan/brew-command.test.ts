import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { brewCommandFor } from '../../../src/bundle/plan/brew-command.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';
import { execFileSync } from '../../support/limits/processes.ts';

const REQUEST = {
  fileName: 'vim--9.0.1900.big_sur.bottle.tar.gz',
  hasSidecar: true,
  dependencies: [],
  conflicts: [],
  isDisabled: false,
  brewVersion: undefined,
};

test.each([
  ['4.1.0', undefined],
  ['4.6.3', undefined],
  ['Homebrew 4.6.3-12-gabcdef', undefined],
  ['4.6.4', '1'],
  ['4.10', '1'],
  ['5.0.0', '0'],
  ['5.1.14', '0'],
  ['5.1.15', '1'],
  ['6.0.18', '1'],
  ['shallow or no git repository', '1'],
  [undefined, '1'],
])('brew %s: HOMEBREW_DEVELOPER is %s', (brewVersion, expected) => {
  const { command } = brewCommandFor({ ...REQUEST, brewVersion });

  expect(/HOMEBREW_DEVELOPER=(\S*)/.exec(command)?.[1]).toBe(expected);
  expect(command.includes('HOMEBREW_NO_ASK=1')).toBe(expected !== undefined);
});

test('stubs are written only if an unknown name is an error', () => {
  const request = { ...REQUEST, conflicts: ['ex-vi', 'acme/tap/vi', '$(x)'] };
  const commandFor = (brewVersion: string): string =>
    brewCommandFor({ ...request, brewVersion }).command;

  expect(commandFor('6.0.18')).toContain('for each in ExVi:ex-vi; do');
  for (const version of ['4.6.3', '5.0.16']) expect(commandFor(version)).not.toContain('ex-vi');
});

test.each(['4.1.25', '4.6.3', '4.6.4', '4.6.20', '5.0.16', '5.1.15', '6.0.18'])(
  'the command works with brew %s despite unknown names, a receipt inside, and no core tap',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion });
    const conflicts = ['ex-vi', 'macvim', 'acme/tap/vi'];
    const wish = { formula: 'vim', stubs: ['cmake'], conflicts, holdsReceipt: true };
    const { bottleFile } = await makeBottle(join(mac.folder, 'bottles'), wish);
    const fileName = bottleFile.slice(dirname(bottleFile).length + 1);
    for (const version of [brewVersion, undefined]) {
      const request = { ...REQUEST, fileName, conflicts, brewVersion: version };
      const { command } = brewCommandFor(request);
      const ended = await mac.run(['sh', '-c', command], { cwd: dirname(bottleFile) });
      expect(ended.code).toBe(0);
      await rm(join(mac.prefix, 'Cellar'), { recursive: true });
      await rm(join(mac.prefix, 'var/homebrew/linked'), { recursive: true });
    }

    expect(await readdir(join(mac.prefix, 'opt'))).toEqual(['vim']);
    expect(await readdir(join(mac.prefix, 'Library/Taps/homebrew'))).toEqual([]);
    expect(await readdir(join(mac.folder, 'Library/Caches/Homebrew'))).toEqual([]);
  },
);

test('the command fails when brew fails, and leaves a real core tap alone', async () => {
  await using mac = await Machine.create({ refuse: 'vim' });
  const core = join(mac.prefix, 'Library/Taps/homebrew/homebrew-core');
  await mkdir(join(core, 'Formula/v'), { recursive: true });
  const { bottleFile } = await makeBottle(join(mac.folder, 'bottles'), { formula: 'vim' });
  const fileName = bottleFile.slice(dirname(bottleFile).length + 1);
  const { command } = brewCommandFor({ ...REQUEST, fileName });

  expect((await mac.run(['sh', '-c', command], { cwd: dirname(bottleFile) })).code).toBe(1);
  expect(await readdir(join(core, 'Formula'))).toEqual(['v']);
});

test('a formula that Homebrew has disabled since is installed by force', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  const formulaLines = ['disable! date: "2024-01-01", because: :unmaintained'];
  const wish = { formula: 'vim', conflicts: ['ex-vi'], formulaLines };
  const { bottleFile } = await makeBottle(join(mac.folder, 'bottles'), wish);
  const fileName = basename(bottleFile);
  const run = (isDisabled: boolean): Promise<Ended> => {
    const { command } = brewCommandFor({ ...REQUEST, ...wish, fileName, isDisabled });
    return mac.run(['sh', '-c', command], { cwd: dirname(bottleFile) });
  };

  expect((await run(false)).stderr).toContain('vim has been disabled');
  expect(await run(true)).toMatchObject({
    code: 0,
    stderr: 'Warning: vim has been disabled because it is not maintained upstream!\n',
  });
});

test('the notes say what the user must know first', () => {
  const dependencies = ['gettext', 'lua'];
  const facts = { hasSidecar: false, dependencies, conflicts: undefined };
  const { notes } = brewCommandFor({ ...REQUEST, ...facts });

  expect(notes).toEqual([
    'If another version of it is in use, run brew unlink vim first.',
    'It needs gettext, lua: install those first, one command each, in this order.',
    expect.stringContaining('put --force after install'),
    expect.stringContaining('no sidecar'),
  ]);
});

test('a name with strange characters stays one word', () => {
  const fileName = `a'; touch b $(x) "c".big_sur.bottle.tar.gz`;
  const { command } = brewCommandFor({ ...REQUEST, fileName });
  const script = `brew() { [ "$1" = install ] && printf '%s' "$5"; }; mkdir() { :; }; rmdir() { :; }; ${command}`;

  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe(`./${fileName}`);
});
