import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { COMMANDS } from '../../../src/cli/commands/all.ts';
import { PULL } from '../../../src/cli/commands/pull/pull.ts';
import { isFormulaAtHand } from '../../../src/cli/first-word/is-formula.ts';
import { OTHER_VERB_WORDS, findOtherVerb } from '../../../src/cli/first-word/other-verbs.ts';
import { readRequest } from '../../../src/cli/first-word/read-request.ts';
import { nearestWord } from '../../../src/cli/first-word/refuse-word.ts';
import { openAnswers } from '../../../src/history/answers-file/file/answers-file.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const PACKAGED = resolve(import.meta.dirname, '../../../data/homebrew-core.answers');

async function run(...argv: string[]) {
  await using folder = await tempFolder();
  return runCli(argv, { cwd: folder.path, packagedAnswers: PACKAGED });
}

test.each([
  ['install vim --macos 11 --arch amd64', 'brewpull bundle vim --macos 11 --arch amd64.'],
  ['--macos 11 --arch amd64 install vim', 'brewpull bundle vim --macos 11 --arch amd64.'],
  ['install vim', 'brewpull bundle vim --macos RELEASE --arch ARCH.'],
  ['fetch vim', 'brewpull pull vim --macos RELEASE --arch ARCH.'],
  ['fetch --target big_sur', 'brewpull pull NAME --target big_sur.'],
  ['info vim', 'brewpull history vim.'],
  ['info vim --target big_sur', 'brewpull resolve vim --target big_sur.'],
  ['search vim --target big_sur', 'brewpull coverage vim --target big_sur to see'],
  ['update', 'brewpull sync.'],
  ['upgrade vim git', 'brewpull lock --update vim --update git.'],
  ['uninstall vim', 'brewpull cache clean to remove downloads here, or brew uninstall'],
  ['tap acme/tap', 'brewpull sync --tap acme/tap to fetch'],
  ['pul vim --target big_sur', 'brewpull pull vim --target big_sur.'],
  ['reslove --help', 'brewpull resolve --help.'],
  ['bundel vim --target big_sur -o x.tar', 'brewpull bundle vim --target big_sur -o x.tar.'],
  ['PULL vim --target big_sur', 'brewpull pull vim --target big_sur.'],
  ['donwload vim --target big_sur', 'brewpull pull vim --target big_sur.'],
  ['help reslove', 'brewpull help resolve;'],
  ['help install', 'brewpull help bundle;'],
  ['help nonsense', 'brewpull help for the commands.'],
  ['vim --version 9.0.1850 --target big_sur', 'brewpull vim=9.0.1850 --target big_sur.'],
  ['bundle vim git -V 9.0 --target big_sur', 'brewpull bundle vim=9.0 git --target big_sur.'],
  ['version vim', 'brewpull history vim for the versions'],
])('brewpull %s ends with exit code 2 and says what to run instead', async (line, hint) => {
  const { code, stdout, stderr } = await run(...line.split(' '));

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`next: Run ${hint}`);
});

test('the refusal of a verb says how to get a formula of that name', async () => {
  expect((await run('fetch')).stderr).toContain('For a formula named fetch: brewpull pull fetch.');
});

test.each([['version'], ['--version'], ['-V'], ['pull --version']])(
  'brewpull %s prints the version',
  async (line) => {
    const { code, stdout } = await run(...line.split(' '));

    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  },
);

test('apart from names of commands, only the formulae fetch and up in the packaged answers are refused', async () => {
  await using folder = await tempFolder();
  const terminal = {
    env: {},
    homeDir: folder.path,
    platform: 'linux',
    cwd: () => folder.path,
    packagedAnswers: () => PACKAGED,
    packagedCasks: () => undefined,
  };
  const file = openAnswers(PACKAGED, { tap: 'homebrew/core' });
  const names = [...new Set([...(file?.names('') ?? [])].map(({ name }) => name))];
  file?.close();
  const isCommand = new Set(COMMANDS.map(({ name }) => name));
  const world = { commands: COMMANDS, standard: PULL, env: {} };
  const isFormula = (name: string): Promise<boolean> =>
    isFormulaAtHand(name, [], { ...UNUSED, ...terminal });
  const stopped: string[] = [];
  for (const name of names) {
    if (isCommand.has(name)) continue;
    if (findOtherVerb(name) === undefined && nearestWord(name, COMMANDS) === undefined) continue;
    await readRequest([name], { ...world, isFormula }).catch(() => stopped.push(name));
  }

  expect(names.length).toBeGreaterThan(9000);
  expect(stopped).toEqual(['fetch', 'up']);
});

/** Not used when names are looked up. */
const UNUSED = {
  arch: 'x64',
  kernelRelease: '',
  packagedCasks: () => undefined,
  stdin: (async function* () {})(),
  stdinIsTTY: false,
  stdout: {
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write: () => {},
    send: async () => {},
  },
  stderr: {
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write: () => {},
    send: async () => {},
  },
  onInterrupt: () => () => {},
  now: () => new Date(0),
};

test('every verb leads to a command', () => {
  const words = new Set([...COMMANDS.map(({ name }) => name), 'help']);
  for (const verb of OTHER_VERB_WORDS) {
    for (const isAlone of [true, false]) {
      const names = [isAlone ? 'NAME' : 'vim'];
      const line = findOtherVerb(verb)?.nearest({ names, isAlone, hasTarget: !isAlone });
      expect(words).toContain(line?.[0]);
    }
  }
});

test.each([
  ['offline-brew vim', 'takes no names or files, so vim is one word too many'],
  ['probe vim', 'takes no names or files'],
  ['sync vim', 'takes no names or files'],
  ['serve a b', 'so b is one word too many'],
  ['completion bash zsh', 'so zsh is one word too many'],
  ['history vim git', 'so git is one word too many'],
  ['cache clean vim', 'so vim is one word too many'],
  ['vim --os 11', 'Did you mean --macos?'],
  ['vim --no-offline', 'Write --offline=no'],
  ['vim --cask', 'casks have no bottles'],
  ['vim --target big_sur --arch arm64', '--arch arm64 does not fit --target big_sur'],
  ['vim --macos 11 --macos 12 --arch amd64', 'repeat --target'],
  ['vim --macos 11 --arch arm64 --arch amd64', '--arch is given with several values'],
  ['vim --macos 11 -arch amd64', 'Did you mean --arch?'],
  ['brewpull bundle vim --macos 11', 'Run brewpull bundle vim --macos 11.'],
  ['brew install vim --target big_sur', 'Run brewpull bundle vim --target big_sur.'],
  ['coverage --html f --csv --target big_sur', 'two forms of one answer'],
])('brewpull %s is refused with an explanation', async (line, said) => {
  const { code, stderr } = await run(...line.split(' '));

  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('a completion script can also be written as JSON', async () => {
  const { stdout } = await run('completion', 'bash', '--json');

  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, shell: 'bash' });
});
