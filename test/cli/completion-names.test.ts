import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { complete, type Offered } from '../support/cli/complete.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import type { TapCommit } from '../support/tap/fast-import.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';

const tap = once(() =>
  buildTap({
    commits: [
      { subject: 'alias', link: { 'Aliases/vi-improved': '../Formula/v/vim.rb' } },
      written(['vim-lsp', 'python@3.11', 'wget', 'ev\u001b[31mil', 'e$(touch x)']),
      vim('9.0.1', ['big_sur']),
      vim('9.0.2', ['big_sur', 'arm64_big_sur'], 1),
      vim('9.1.0', ['arm64_sonoma']),
      odd('1.0$(touch x)'),
      odd('1.0'),
      written(Array.from({ length: 300 }, (_, index) => `many-${String(index).padStart(3, '0')}`)),
    ],
  }),
);

function written(names: readonly string[]): { subject: string; write: Record<string, string> } {
  const entries = { big_sur: '1'.repeat(64) };
  const files = names.map((name): [string, string] => [
    `Formula/${name.charAt(0)}/${name}.rb`,
    formulaText({ name: 'any', version: '1.0', bottle: { entries } }),
  ]);
  return { subject: `add ${names.length}`, write: Object.fromEntries(files) };
}

function vim(version: string, tags: readonly string[], revision = 0): TapCommit {
  const digest = version.replaceAll('.', '').padEnd(63, '0');
  const entries = Object.fromEntries(tags.map((tag, index) => [tag, `${digest}${index}`]));
  const text = formulaText({ name: 'vim', version, revision, bottle: { entries } });
  return { subject: `vim ${version}`, write: { 'Formula/v/vim.rb': text } };
}

function odd(version: string): TapCommit {
  const entries = { big_sur: String(version.length).padStart(64, '3') };
  const facts = { name: 'odd', url: 'https://example.org/odd.tar.gz', explicitVersion: true };
  const text = formulaText({ ...facts, version, bottle: { entries } });
  return { subject: `odd ${version.length}`, write: { 'Formula/o/odd.rb': text } };
}

/** Makes the atlas that names are read from. */
async function makeAtlas(home: CliHome): Promise<void> {
  const argv = ['coverage', '--target', 'big_sur', '--tap-dir', tap().path];
  const { code, stderr } = await home.run(argv, { env: { PATH: process.env['PATH'] } });
  if (code !== 0) throw new Error(stderr);
}

/** Asks on a machine without git. */
function ask(home: CliHome, ...words: readonly string[]): Promise<Offered> {
  return complete(words, { cwd: home.work, env: { BREWPULL_CACHE_DIR: home.cache } });
}

test('names that start with the word are listed from the atlas at hand', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const pull = ['pull', '--tap-dir', tap().path];

  expect(await ask(home, ...pull, 'vi')).toMatchObject({
    kind: 'words',
    words: ['vi-improved', 'vim', 'vim-lsp'],
  });
  expect((await ask(home, ...pull, 'python@')).words).toEqual(['python@3.11']);
  expect((await ask(home, ...pull, 'homebrew/core/w')).words).toEqual(['homebrew/core/wget']);
  expect(await ask(home, ...pull, 'nothing')).toMatchObject({ kind: 'files', words: [] });
});

test('names are listed wherever a formula may be named, with and without a command', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const place = ['--tap-dir', tap().path];
  const lines = ['pull', 'bundle', 'plan', 'lock', 'resolve', 'history'].map((name) => [name]);
  lines.push([], ['--macos', '11'], ['bundle', 'vim'], ['lock', '--update']);

  for (const line of lines) {
    expect((await ask(home, ...place, ...line, 'wg')).words).toEqual(['wget']);
  }
  for (const name of ['serve', 'verify', 'coverage', 'compare', 'sync', 'image']) {
    expect((await ask(home, name, 'wg')).words).toEqual([]);
  }
  expect((await ask(home, 'history', ...place, 'vim', 'wg')).words).toEqual([]);
});

test('names come from a file of answers, the one that is named or the packaged one', async () => {
  await using home = await cliHome();
  await using files = await makeTravellingFiles(tap());
  const named = await ask(home, 'pull', '--atlas', files.answers, 'vi');
  const whole = await ask(home, 'pull', `--atlas=${files.atlas}`, 'vi');
  const packaged = await complete(['pull', 'vi'], {
    cwd: home.work,
    env: { BREWPULL_CACHE_DIR: home.cache },
    packagedAnswers: files.answers,
  });

  for (const { words } of [named, whole, packaged]) {
    expect(words).toEqual(['vi-improved', 'vim', 'vim-lsp']);
  }
});

test('the line so far and the environment say where files are', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const place = [`--tap-dir=${tap().path}`, '--cache-dir', home.cache];
  const env = { BREWPULL_TAP_DIR: tap().path, BREWPULL_CACHE_DIR: home.cache };

  expect((await complete(['wg'], { cwd: home.work, env })).words).toEqual(['wget']);
  expect((await complete(['wg'], { cwd: home.work })).words).toEqual([]);
  expect((await complete([...place, 'wg'], { cwd: home.work })).words).toEqual(['wget']);
  // The shell has not replaced the tilde yet.
  const world = { cwd: home.work, homeDir: home.path };
  const tilde = [`--tap-dir=${tap().path}`, '--cache-dir', '~/cache', 'wg'];
  expect((await complete(tilde, world)).words).toEqual(['wget']);
});

test('bash gives the line and the piece that it replaces, because it splits words at = and @', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const place = `--tap-dir=${tap().path} --cache-dir=${home.cache}`;
  const inBash = async (piece: string, end: string): Promise<string[]> => {
    const argv = ['__complete', 'bash', piece, `brewpull pull ${place} ${end}`];
    const { stdout } = await runCli(argv, { cwd: home.work });
    return stdout.split('\n').slice(3, -1);
  };

  expect(await inBash('@3', 'python@3')).toEqual(['@3.11']);
  expect(await inBash('python@3', 'python@3')).toEqual(['python@3.11']);
  expect(await inBash('9.', 'vim=9.')).toEqual(['9.1.0', '9.0.2_1', '9.0.1']);
  expect(await inBash('', 'vim=')).toEqual(['9.1.0', '9.0.2_1', '9.0.1']);
  expect(await inBash('big', '--target=big')).toEqual(['big_sur']);
  expect(await inBash('py', '"py')).toEqual(['python@3.11']);
});

test('the list is cut at 200, and the last one is kept so that the common beginning is right', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const { words } = await ask(home, 'pull', '--tap-dir', tap().path, 'many');

  expect(words).toHaveLength(200);
  expect([words[0], words.at(-2), words.at(-1)]).toEqual(['many-000', 'many-198', 'many-299']);
});

test('names that a shell or a terminal could misread are not listed', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const pull = ['pull', '--tap-dir', tap().path];

  expect((await ask(home, ...pull, 'e')).words).toEqual([]);
  expect((await ask(home, ...pull, 'odd=')).words).toEqual(['odd=1.0']);
});

test('without a file at hand nothing is offered and nothing is created', async () => {
  await using home = await cliHome();
  const { words } = await ask(home, 'pull', '--tap-dir', tap().path, 'vi');
  expect(words).toEqual([]);
  expect(existsSync(home.cache)).toBe(false);
});

test('NAME= is completed with the versions in an atlas, newest first, and only those for the target', async () => {
  await using home = await cliHome();
  await using files = await makeTravellingFiles(tap());
  const versions = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await ask(home, 'pull', '--atlas', files.atlas, ...words)).words;

  expect(await versions('vim=')).toEqual(['vim=9.1.0', 'vim=9.0.2_1', 'vim=9.0.1']);
  expect(await versions('vim=9.0')).toEqual(['vim=9.0.2_1', 'vim=9.0.1']);
  expect(await versions('homebrew/core/vim=9.1')).toEqual(['homebrew/core/vim=9.1.0']);
  expect(await versions('vi-improved=9.1')).toEqual(['vi-improved=9.1.0']);
  expect(await versions('--macos', '11', 'vim=')).toEqual(['vim=9.0.2_1', 'vim=9.0.1']);
  expect(await versions('--macos=11', '--arch=arm64', 'vim=')).toEqual(['vim=9.0.2_1']);
  expect(await versions('--target', 'arm64_sonoma', 'vim=')).toEqual(['vim=9.1.0', 'vim=9.0.2_1']);
  expect(await versions('--macos', 'nonsense', 'vim=')).toHaveLength(3);
  expect(await versions('nothing=')).toEqual([]);
  expect((await ask(home, '--atlas', files.atlas, 'vim=9.1')).words).toEqual(['vim=9.1.0']);
  expect((await ask(home, 'history', '--atlas', files.atlas, 'vim=')).words).toEqual([]);
});

test('NAME@ is completed with the same versions if no formula starts with it', async () => {
  await using home = await cliHome();
  await using files = await makeTravellingFiles(tap());
  const offered = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await ask(home, 'pull', '--atlas', files.atlas, ...words)).words;

  expect(await offered('vim@')).toEqual(['vim@9.1.0', 'vim@9.0.2_1', 'vim@9.0.1']);
  expect(await offered('vim@9.0')).toEqual(['vim@9.0.2_1', 'vim@9.0.1']);
  expect(await offered('homebrew/core/vim@9.1')).toEqual(['homebrew/core/vim@9.1.0']);
  expect(await offered('--macos', '11', 'vim@9.1')).toEqual([]);
  expect(await offered('python@')).toEqual(['python@3.11']);
  expect(await offered('python@3.11@')).toEqual(['python@3.11@1.0']);
  expect((await ask(home, 'history', '--atlas', files.atlas, 'vim@')).words).toEqual([]);
  const argv = ['__complete', 'bash', '@9.0', 'brewpull pull vim@9.0'];
  const env = { BREWPULL_ATLAS: files.atlas };
  const { stdout } = await runCli(argv, { cwd: home.work, env });
  expect(stdout.split('\n').slice(3, -1)).toEqual(['@9.0.2_1', '@9.0.1']);
});

test('a file of answers offers the last version of each system', async () => {
  await using home = await cliHome();
  await using files = await makeTravellingFiles(tap());
  const { words } = await ask(home, 'bundle', '--atlas', files.answers, 'vim=');

  expect(words).toEqual(['vim=9.1.0', 'vim=9.0.2_1']);
});
