import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';

const FISH = '/usr/bin/fish';
const ZSH = '/usr/bin/zsh';
/** What the stand-in of brewpull knows. */
const NAMES = ['python@3.11', 'python@3.12', 'vim', 'vim-lsp', '$(touch evil)'];

const tap = once(() =>
  buildTap({
    commits: [
      { subject: 'alias', link: { 'Aliases/vi-improved': '../Formula/v/vim.rb' } },
      written(['vim', 'vim-lsp', 'python@3.11', 'wget', 'ev\u001b[31mil', 'e$(touch x)']),
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

/** Makes the atlas that names are read from. */
async function makeAtlas(home: CliHome): Promise<void> {
  const argv = ['coverage', '--target', 'big_sur', '--tap-dir', tap().path];
  const { code, stderr } = await home.run(argv, { env: { PATH: process.env['PATH'] } });
  if (code !== 0) throw new Error(stderr);
}

/** Asks as a completion script does, on a machine without git. */
function complete(home: CliHome, word: string, ...line: readonly string[]): Promise<CliResult> {
  const env = { BREWPULL_CACHE_DIR: home.cache };
  return runCli(['__formulae', word, 'brewpull', 'pull', ...line], { cwd: home.work, env });
}

test('names that begin so are listed from the atlas at hand', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const place = ['--tap-dir', tap().path];

  expect(await complete(home, 'vi', ...place)).toMatchObject({
    code: 0,
    stdout: 'vi-improved\nvim\nvim-lsp\n',
  });
  expect((await complete(home, 'python@', ...place)).stdout).toBe('python@3.11\n');
  expect((await complete(home, 'homebrew/core/w', ...place)).stdout).toBe('homebrew/core/wget\n');
  expect(await complete(home, 'nothing', ...place)).toMatchObject({ code: 1, stdout: '' });
});

test('names come from a file of answers: the one that is named, the one of the package', async () => {
  await using home = await cliHome();
  await using files = await makeTravellingFiles(tap());
  const ask = ['__formulae', 'vi', 'brewpull', 'pull'];
  const env = { BREWPULL_CACHE_DIR: home.cache };
  const named = await runCli([...ask, '--atlas', files.answers], { cwd: home.work, env });
  const whole = await runCli([...ask, '--atlas', files.atlas], { cwd: home.work, env });
  const packaged = await runCli(ask, {
    cwd: home.work,
    env,
    packagedAnswers: files.answers,
  });

  for (const { stdout } of [named, whole, packaged]) {
    expect(stdout).toBe('vi-improved\nvim\nvim-lsp\n');
  }
});

test('the line so far and the environment say where files are, also as bash cuts the line', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const cut = ['--tap-dir', '=', tap().path, '--cache-dir', '=', home.cache];
  const env = { BREWPULL_TAP_DIR: tap().path, BREWPULL_CACHE_DIR: home.cache };

  const typed = await runCli(['__formulae', 'wg', ...cut], { cwd: home.work });
  const set = await runCli(['__formulae', 'wg'], { cwd: home.work, env });
  const neither = await runCli(['__formulae', 'wg'], { cwd: home.work });

  expect(typed.stdout).toBe('wget\n');
  expect(set.stdout).toBe('wget\n');
  expect(neither).toMatchObject({ code: 1, stdout: '', stderr: '' });
});

test('more than 200 are cut, and the last one is kept, so that what all begin with is right', async () => {
  await using home = await cliHome();
  await makeAtlas(home);
  const { stdout } = await complete(home, 'many', '--tap-dir', tap().path);

  const names = stdout.trimEnd().split('\n');
  expect(names).toHaveLength(200);
  expect([names[0], names.at(-2), names.at(-1)]).toEqual(['many-000', 'many-198', 'many-299']);
});

test('what a shell or a terminal could take for something else is not listed', async () => {
  await using home = await cliHome();
  await makeAtlas(home);

  expect(await complete(home, 'e', '--tap-dir', tap().path)).toMatchObject({ code: 1, stdout: '' });
});

test('without a file at hand, and with a damaged one, nothing is said and nothing is made', async () => {
  await using home = await cliHome();
  const { stdout: none } = await complete(home, 'vi', '--tap-dir', tap().path);
  expect(none).toBe('');
  expect(existsSync(home.cache)).toBe(false);

  const config = home.at('work/.config/brewpull');
  await mkdir(config, { recursive: true });
  await writeFile(join(config, 'config.json'), '{"cache-dir": [');
  expect(await complete(home, 'vi')).toMatchObject({ code: 1, stdout: '', stderr: '' });
});

/** A folder with the scripts of all shells, and a stand-in of brewpull that knows a few names. */
const shells = once(async () => {
  const home = await cliHome();
  await mkdir(home.at('work/functions'));
  for (const [shell, file] of [
    ['bash', 'brewpull.bash'],
    ['fish', 'brewpull.fish'],
    ['zsh', 'functions/_brewpull'],
  ] as const) {
    const { stdout } = await runCli(['completion', shell], { cwd: home.work });
    await writeFile(join(home.work, file), stdout);
  }
  await mkdir(home.at('work/bin'));
  const listing = NAMES.map((name) => `'${name}'`).join(' ');
  const standIn = `#!/bin/sh
[ "$1" = __formulae ] || exit 9
for name in ${listing}; do case "$name" in "$2"*) printf '%s\\n' "$name" ;; esac; done
`;
  await writeFile(home.at('work/bin/brewpull'), standIn);
  await chmod(home.at('work/bin/brewpull'), 0o755);
  return home;
});

function shellEnv(): NodeJS.ProcessEnv {
  const bin = join(shells().work, 'bin');
  return { ...process.env, HOME: shells().work, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

/** What bash offers for the end of a line that it cut into these words, of which it would replace `last`. */
function bash(words: readonly string[], last: string, line = words.join(' ')): string[] {
  const script = `. ./brewpull.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMPREPLY=()
_brewpull brewpull '${last}'; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const argv = ['--norc', '-c', script, 'bash', ...words];
  const options = { cwd: shells().work, encoding: 'utf8', env: shellEnv() } as const;
  return execFileSync('bash', argv, options).split('\n').filter(Boolean);
}

test('bash completes names where formulae are named, and runs none of them', () => {
  expect(bash(['brewpull', 'pull', 'vi'], 'vi')).toEqual(['vim', 'vim-lsp']);
  expect(bash(['brewpull', 'bundle', '--deps', 'vim', 'vim-'], 'vim-')).toEqual(['vim-lsp']);
  expect(bash(['brewpull', 'serve', 'vi'], 'vi')).toEqual([]);
  expect(bash(['brewpull', 'pull', '$'], '$')).toEqual(['$(touch evil)']);
  expect(existsSync(join(shells().work, 'evil'))).toBe(false);
});

test('bash completes names without a command, after those of commands', () => {
  expect(bash(['brewpull', 'vim'], 'vim')).toEqual(['vim', 'vim-lsp']);
  expect(bash(['brewpull', 'pu'], 'pu')).toEqual(['pull', 'push']);
});

test('bash cuts words at @, and gets the piece that it replaces', () => {
  const words = ['brewpull', 'pull', 'python', '@', '3'];
  expect(bash(words, '@3', 'brewpull pull python@3')).toEqual(['@3.11', '@3.12']);
  expect(bash(words.slice(0, 4), '@', 'brewpull pull python@')).toEqual(['@3.11', '@3.12']);
  expect(bash(['brewpull', 'python', '@', '3'], '@3', 'brewpull python@3')).toHaveLength(2);
});

test('fish completes names where formulae are named', ({ skip }) => {
  skip(!existsSync(FISH), `${FISH} is not installed`);
  const ask = (line: string): string[] => {
    const code = `source brewpull.fish; complete -C '${line}'`;
    const options = { cwd: shells().work, encoding: 'utf8', env: shellEnv() } as const;
    const output = execFileSync(FISH, ['--no-config', '-c', code], options);
    return output.split('\n').map((each) => each.split('\t')[0] ?? '');
  };

  expect(ask('brewpull resolve vim')).toEqual(expect.arrayContaining(['vim', 'vim-lsp']));
  expect(ask('brewpull pull python@3')).toEqual(expect.arrayContaining(['python@3.11']));
  expect(ask('brewpull vim')).toEqual(expect.arrayContaining(['vim', 'vim-lsp']));
  expect(ask('brewpull serve vim')).not.toContain('vim');
});

test('zsh completes names where formulae are named, and files where there is no such name', async ({
  skip,
}) => {
  skip(!existsSync(ZSH), `${ZSH} is not installed`);
  const { work } = shells();
  await writeFile(join(work, 'zz.tar'), '');
  const session = `zmodload zsh/zpty
zpty shell ${ZSH} -f -i
zpty -w shell 'fpath=(${work}/functions $fpath); autoload -Uz compinit; compinit -u -D; brewpull() { if [[ $1 == __formulae ]]; then command brewpull "$@"; else print -r -- "$*" >> ${work}/got; fi }'
n=0
for line in 'pull vim-' 'bundle python@3.12' 'vim-' 'bundle zz'; do
  zpty -w -n shell "brewpull $line"$'\\t\\n'
  n=$((n + 1))
  for try in {1..100}; do
    while zpty -r -t shell out; do :; done
    [[ -f ${work}/got && $(wc -l < ${work}/got) -ge $n ]] && break
    sleep 0.1
  done
done
zpty -d shell`;
  execFileSync(ZSH, ['-f', '-c', session], { cwd: work, timeout: 40_000, env: shellEnv() });

  expect(await readFile(join(work, 'got'), 'utf8')).toBe(
    'pull vim-lsp\nbundle python@3.12\nvim-lsp\nbundle zz.tar\n',
  );
}, 60_000);
