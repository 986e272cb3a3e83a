import { expect, test } from 'vitest';

import {
  OPTION_NAMES,
  OPTION_TOPICS,
  wordOf,
} from '../../../../src/cli/arguments/options/options.ts';
import { COMMANDS } from '../../../../src/cli/commands/all.ts';
import { withOwnWords } from '../../../../src/cli/first-word/own-words.ts';
import { runCli } from '../../../support/cli/run-cli.ts';

test('every option is in exactly one help topic', () => {
  const listed = OPTION_TOPICS.flatMap(({ options }) => options);
  expect(listed.toSorted()).toStrictEqual([...OPTION_NAMES].toSorted());
});

test('no command has two options that are typed the same way', () => {
  for (const { name, options } of COMMANDS) {
    const words = options.map(wordOf);
    expect(new Set(words).size, name).toBe(words.length);
  }
});

test.each([
  ['bundle vim --update a.tar', 'bundle vim --update-of a.tar'],
  ['bundle --update=a.tar vim', 'bundle --update-of=a.tar vim'],
  ['bundle vim -- --update', 'bundle vim -- --update'],
  ['bundle vim --updates a.tar', 'bundle vim --updates a.tar'],
  ['lock --update vim', 'lock --update vim'],
  ['vim --update x', 'vim --update x'],
])('%s is read as %s', (typed, read) => {
  expect(withOwnWords(typed.split(' '), COMMANDS).join(' ')).toBe(read);
});

test.each([
  [['vulns', '--updat'], 'unknown option --updat', '--update?'],
  [['sbom', 'a.tar', '--formt', 'spdx'], 'unknown option --formt', '--format?'],
])('the refusal of %j names the option and suggests another one', async (argv, said, meant) => {
  const { code, stderr } = await runCli(argv, { cwd: '/' });

  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain(`Did you mean ${meant}`);
});

test('help says what --update means in bundle and in lock', async () => {
  const bundle = await runCli(['bundle', '--help'], { cwd: '/' });
  const lock = await runCli(['lock', '--help'], { cwd: '/' });
  expect(
    bundle.stdout.match(/--update \S+/g)?.filter((each) => each.endsWith('BUNDLE')),
  ).toHaveLength(1);
  expect(bundle.stdout).not.toContain('--update NAME');
  expect(lock.stdout).toContain('--update NAME');
});
