import { expect, test } from 'vitest';

import { parseCommandLine } from '../../../../src/cli/arguments/options/parse.ts';
import { COMMANDS } from '../../../../src/cli/commands/all.ts';
import { PULL } from '../../../../src/cli/commands/pull/pull.ts';
import { UsageError } from '../../../../src/core/errors.ts';

const SET = { commands: COMMANDS, standard: PULL };

async function parse(...argv: string[]) {
  const line = await parseCommandLine(argv, SET);
  return {
    command: line.command.name,
    positionals: line.positionals,
    options: Object.fromEntries(line.layer.values),
  };
}

test('names without a command are pulled', async () => {
  expect(await parse('vim', 'git', '--macos', '10.10', '--arch', 'amd64')).toEqual({
    command: 'pull',
    positionals: ['vim', 'git'],
    options: { macos: '10.10', arch: 'amd64' },
  });
});

test.each([
  [
    ['resolve', 'vim', '--target=big_sur', '--target', 'ventura'],
    'resolve',
    ['vim'],
    { target: ['big_sur', 'ventura'] },
  ],
  [['pull', 'pull', '-qvv', '-o', '-'], 'pull', ['pull'], { quiet: true, verbose: 2, output: '-' }],
  [
    ['resolve', '7', '--json', '--no-progress'],
    'resolve',
    ['7'],
    { json: true, 'no-progress': true },
  ],
  [['--from-file', 'a', 'vim', '--from-file', '-'], 'pull', ['vim'], { 'from-file': ['a', '-'] }],
  [['pull', '--', '-x'], 'pull', ['-x'], {}],
])('%j is parsed as intended', async (argv, command, positionals, options) => {
  expect(await parse(...argv)).toEqual({ command, positionals, options });
});

test.each(['yes', 'true', '1', 'on', 'YES'])(
  'a switch set to %s is on, as in files and variables',
  async (word) => {
    const { options } = await parse('vim', `--require-provenance=${word}`, `-q=${word}`, '-v');

    expect(options).toEqual({ 'require-provenance': true, quiet: true, verbose: 1 });
  },
);

test('the last value of a counted option wins', async () => {
  expect((await parse('vim', '-vv', '--verbose=no')).options).toEqual({ verbose: false });
  expect((await parse('vim', '-v=no', '-v')).options).toEqual({ verbose: 1 });
});

test.each(['no', 'false', '0', 'off'])('a switch set to %s is off', async (word) => {
  expect((await parse('vim', `--allow-unsure=${word}`)).options).toEqual({ 'allow-unsure': false });
  expect((await parse('pull', '--', `--allow-unsure=${word}`)).positionals).toEqual([
    `--allow-unsure=${word}`,
  ]);
});

test.each([
  [['vim', '--macso', '11'], 'unknown option --macso', 'Did you mean --macos?'],
  [['vim', '--macos'], '--macos needs a value', 'brewpull vim --macos 11'],
  [['vim', '-o'], '--output needs a value', '--output bottles'],
  [
    ['push', 'bundle'],
    'push needs a source and a destination',
    'brewpull push bundle.tar registry.example.org/mirror',
  ],
  [['vim', '--offline=maybe'], '--offline must be true or false, not "maybe"', undefined],
  [['vim', '-q='], '-q must be true or false, not ""', undefined],
  [['vim', '-x'], 'unknown option -x', undefined],
  [['vim', '-arch', 'amd64'], 'unknown option -arch', 'Did you mean --arch?'],
  [['sync', '-o', 'x'], 'sync has no option -o', 'Run brewpull sync --help for its options.'],
  [['completion', 'bash', '--macos', '11'], 'completion has no option --macos', undefined],
])('%j is refused, with the next step if there is one', async (argv, message, hint) => {
  const failure = await parse(...argv).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(UsageError);
  expect(failure).toMatchObject({
    message,
    ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
  });
});
