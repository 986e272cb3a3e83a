import { mkdir, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { offeredValues } from '../../src/cli/commands/completion/answer/offered-values.ts';
import { OPTION_NAMES, optionSpec, wordOf } from '../../src/cli/arguments/options/options.ts';
import { COMMANDS } from '../../src/cli/commands/all.ts';
import { parseRelease, parseTargetTag } from '../../src/core/target.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { complete, type Offered } from '../support/cli/complete.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';

const home = once(() => cliHome());

/** What is offered for the last word of a line. */
function offered(...words: readonly string[]): Promise<Offered> {
  return complete(words, { cwd: home().work });
}

test.each([
  [['se'], ['serve']],
  [['pu'], ['pull', 'push']],
  [['he'], ['help']],
  [['vers'], ['version']],
  [
    ['--offline', 'pu'],
    ['pull', 'push'],
  ],
  [
    ['help', 'co'],
    ['coverage', 'compare', 'completion'],
  ],
  [['help', 'pull', ''], []],
  [['help', '--'], ['--all']],
  [['version', ''], []],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['cache', 'c'], ['clean']],
  [['atlas', '--json', 'inf'], ['info']],
  [
    ['image', ''],
    ['list', 'inspect'],
  ],
  [['image', 'list', ''], []],
  [['push', 'bundle.tar', ''], []],
])('%j is completed to the words %j', async (words, expected) => {
  const { kind, words: found } = await offered(...words);
  expect(kind).toBe('words');
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test.each([
  [['serve', '--p'], ['--port']],
  [
    ['push', 'b.tar', '--d'],
    ['--debug', '--dry-run'],
  ],
  [
    ['pull', 'vim', '--brew'],
    ['--brew-version', '--brewfile'],
  ],
  [['vim', '--exa'], ['--exact']],
  [['--ver'], ['--verbose', '--version']],
  [['vim', '--vers'], []],
  [['bundle', '--yes', '--y'], []],
  [['bundle', '-y', '--y'], []],
  [['bundle', '--target', 'big_sur', '--tar'], ['--target']],
  [['pull', '--', '--ou'], []],
  [
    ['cache', 'clean', '-'],
    [
      '--cache-dir',
      '--color',
      '--debug',
      '--dry-run',
      '--help',
      '--json',
      '--no-progress',
      '--older-than',
      '--quiet',
      '--verbose',
      '-q',
      '-v',
    ],
  ],
])('%j is completed to the options %j', async (words, expected) => {
  expect((await offered(...words)).words.toSorted()).toEqual(expected);
});

test('every command is offered, with every option that it takes and no other', async () => {
  const commands = COMMANDS.map(({ name }) => name);
  expect((await offered('')).words).toEqual([...commands, 'help', 'version']);
  for (const { name, options } of COMMANDS) {
    const expected = [...options.map((option) => `--${wordOf(option)}`), '--help'];
    expect((await offered(name, '--')).words.toSorted()).toEqual(expected.toSorted());
  }
});

test('an action of a command gets its own options', async () => {
  const { words } = await offered('atlas', 'merge', '--');
  expect(words).toEqual(expect.arrayContaining(['--output', '--force', '--json', '--help']));
  expect(words).not.toContain('--sample');
});

test('if only options can follow, they are offered even before a dash is typed', async () => {
  expect((await offered('sync', '')).words).toContain('--since');
  expect((await offered('serve', 'bundle.tar', '')).words).toContain('--port');
  expect((await offered('sync', 's')).words).toEqual([]);
});

test.each([
  [['pull', '--history', 'g'], ['git']],
  [['pull', '--history=g'], ['--history=git']],
  [
    ['bundle', '--closure', ''],
    ['one-commit', 'newest', 'exact'],
  ],
  [['vim', '--color', 'al'], ['always']],
  [
    ['image', '--format', ''],
    ['archive', 'oci-dir'],
  ],
  [['bundle', 'vim', '--macos', 'b'], ['big_sur']],
  [
    ['vim', '--macos', '1'],
    ['10.11', '10.12', '10.13', '10.14', '10.15', '11', '12', '13', '14', '15'],
  ],
  [
    ['vim', '--macos=2'],
    ['--macos=26', '--macos=27'],
  ],
  [
    ['vim', '--arch='],
    ['--arch=amd64', '--arch=arm64'],
  ],
  [
    ['resolve', '--target', 'arm64_s'],
    ['arm64_sonoma', 'arm64_sequoia'],
  ],
  [['pull', '--registry', ''], []],
  [['serve', '--macos', ''], []],
])('%j is completed to the values %j', async (words, expected) => {
  const { kind, words: found } = await offered(...words);
  expect([kind, ...found]).toEqual(['words', ...expected]);
});

test('every target that is offered can be asked for', () => {
  for (const { value } of offeredValues('target') ?? []) {
    expect(parseTargetTag(value).bottleTag).toBe(value);
  }
  for (const { value } of offeredValues('macos') ?? []) expect(parseRelease(value)).toBeDefined();
});

test.each([
  [['serve', ''], 'files', '.tar'],
  [['push', ''], 'files', ''],
  [['verify', 'a', ''], 'files', ''],
  [['compare', 'a.json', ''], 'files', '.json'],
  [['atlas', 'info', ''], 'files', ''],
  [['atlas', 'merge', 'a', 'b', 'c'], 'files', ''],
  [['pull', '--output', ''], 'files', ''],
  [['pull', '-o', ''], 'files', ''],
  [['pull', '--from-file=na'], 'files', ''],
  [['bundle', '--brewfile', ''], 'files', ''],
  [['bundle', '--for', ''], 'files', '.json'],
  [['verify', '--against', ''], 'files', '.json'],
  [['bundle', '--brew-source', ''], 'files', ''],
  [['pull', '--cache-dir', ''], 'folders', ''],
  [['pull', '--tap-dir=h'], 'folders', ''],
  // What is not a formula may be a file, which brewpull then explains.
  [['pull', './x'], 'files', ''],
  [['./x'], 'files', ''],
])('%j is left to the shell, which completes %s that end in %j', async (words, kind, ending) => {
  expect(await offered(...words)).toMatchObject({ code: 0, kind, ending, words: [] });
});

test('every option that takes a value is completed, or it is free text or an address', async () => {
  const free: string[] = [];
  const command = new Map(COMMANDS.flatMap(({ name, options }) => options.map((o) => [o, name])));
  for (const name of OPTION_NAMES) {
    const { type, value = '' } = optionSpec(name);
    if (type !== 'text' && type !== 'list') continue;
    const { kind, words } = await offered(command.get(name) ?? '', `--${name}`, '');
    if (kind === 'words' && words.length === 0) free.push(value);
  }

  expect([...new Set(free)].toSorted()).toEqual([
    'ADDRESS',
    'CODE',
    'COMMIT',
    'DATE',
    'DAYS',
    'DIGEST',
    'HOST[:PORT]',
    'ID',
    'KIND:KEY',
    'N',
    'NAME',
    'NAME:TAG',
    'TAG',
    'TEXT',
    'URL',
    'USER/NAME',
    'VERSION',
  ]);
});

test('nothing is printed for an unknown shell or a damaged file of options', async () => {
  const world = { cwd: home().work };
  const other = await runCli(['__complete', 'tcsh', 'brewpull', 'pu'], world);
  expect(other).toMatchObject({ code: 1, stdout: '', stderr: '' });
  const none = await runCli(['__complete'], world);
  expect(none).toMatchObject({ code: 1, stdout: '', stderr: '' });

  const damaged = await cliHome();
  await mkdir(damaged.at('work/.config/brewpull'), { recursive: true });
  await writeFile(damaged.at('work/.config/brewpull/config.json'), '{"cache-dir": [');
  expect(await complete(['pull', 'vi'], { cwd: damaged.work })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: '',
  });
});

test('another shell is refused, and so is no shell', async () => {
  const other = await runCli(['completion', 'tcsh'], { cwd: home().work });
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(other.stderr).toContain('bash, zsh, fish');
  expect((await runCli(['completion'], { cwd: home().work })).code).toBe(2);
});
