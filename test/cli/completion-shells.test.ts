import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { SHELLS } from '../../src/cli/commands/completion/shells.ts';
import { buildProgram } from '../support/cli/built-program.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { execFileSync, spawnSync } from '../support/limits/processes.ts';

const SHELLCHECK = '/usr/bin/shellcheck';
const FISH = '/usr/bin/fish';
const ZSH = '/usr/bin/zsh';

/** A working folder with the scripts for all shells, brewpull as a program, and an atlas that it finds. */
const world = once(async () => {
  const folder = await tempFolder();
  const work = folder.at('work');
  await mkdir(join(work, 'functions'), { recursive: true });
  await mkdir(join(work, 'folder'));
  for (const file of ['a b.tar', 'receipt.json', 'notes.txt'])
    await writeFile(join(work, file), '');
  for (const [shell, file] of [
    ['bash', 'brewpull.bash'],
    ['fish', 'brewpull.fish'],
    ['zsh', 'functions/_brewpull'],
  ] as const) {
    await writeFile(join(work, file), await scriptFor(shell));
  }
  await buildProgram(folder.at('bin'));
  await using tap = await buildTap({
    commits: [
      added('vim', '9.0.1', 'big_sur'),
      added('vim', '9.1.0', 'arm64_sonoma'),
      added('vim-lsp', '1.0', 'big_sur'),
      added('python@3.11', '3.11', 'big_sur'),
      added('python@3.12', '3.12', 'big_sur'),
    ],
  });
  const files = await makeTravellingFiles(tap);
  const env = {
    ...process.env,
    HOME: work,
    PATH: `${folder.at('bin')}:${process.env['PATH'] ?? ''}`,
    BREWPULL_ATLAS: files.atlas,
    BREWPULL_CACHE_DIR: folder.at('cache'),
  };
  return {
    work,
    bin: folder.at('bin'),
    env,
    [Symbol.asyncDispose]: async () => {
      await files[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
});

function added(
  name: string,
  version: string,
  tag: string,
): { readonly subject: string; readonly write: Record<string, string> } {
  const entries = { [tag]: createHash('sha256').update(`${name}${version}`).digest('hex') };
  const text = formulaText({ name: 'any', version, bottle: { entries } });
  return { subject: name, write: { [`Formula/${name.charAt(0)}/${name}.rb`]: text } };
}

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['completion', shell], { cwd: '/' });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** What the function for bash offers at the end of a line in which bash would replace `piece`. */
function bash(line: string, piece: string, path = world().env.PATH): string[] {
  const script = `. ./brewpull.bash
COMP_LINE=$1; COMP_POINT=\${#COMP_LINE}; COMPREPLY=()
_brewpull brewpull "$2"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const argv = ['--norc', '-c', script, 'bash', `brewpull ${line}`, piece];
  const { work: cwd, env } = world();
  const result = spawnSync('bash', argv, { cwd, encoding: 'utf8', env: { ...env, PATH: path } });
  if (result.stderr !== '') throw new Error(result.stderr);
  return result.stdout.split('\n').filter(Boolean);
}

function fish(line: string, path = world().env.PATH): string[] {
  const code = 'source brewpull.fish; complete -C $argv[1]';
  const { work: cwd, env } = world();
  const argv = ['--no-config', '-c', code, line];
  const result = spawnSync(FISH, argv, { cwd, encoding: 'utf8', env: { ...env, PATH: path } });
  if (result.stderr !== '') throw new Error(result.stderr);
  return result.stdout
    .split('\n')
    .filter(Boolean)
    .map((each) => each.split('\t')[0] ?? '');
}

/**
 * What each line becomes when the user types it and presses Tab and Return, in a shell in its own terminal. There brewpull
 * completes, and otherwise writes its words to a file.
 */
async function typed(shell: 'bash' | 'zsh', lines: readonly string[]): Promise<string[]> {
  const { work, env } = world();
  const got = join(work, `got-${shell}`);
  const record = `brewpull() { if [[ $1 == __complete ]]; then command brewpull "$@"; else printf '%s\\n' "$*" >> ${got}; fi }`;
  const [start, setUp] = {
    bash: [`bash --norc --noprofile -i`, `. ${work}/brewpull.bash`],
    zsh: [
      `${ZSH} -f -i`,
      `fpath=(${work}/functions $fpath); autoload -Uz compinit; compinit -u -D`,
    ],
  }[shell];
  const session = `zmodload zsh/zpty
zpty shell ${start}
zpty -w shell ${quote(`${setUp}; ${record}`)}
n=0
for line in ${lines.map(quote).join(' ')}; do
  zpty -w -n shell "brewpull $line"$'\\t\\n'
  n=$((n + 1))
  for try in {1..100}; do
    while zpty -r -t shell out; do :; done
    [[ -f ${got} && $(wc -l < ${got}) -ge $n ]] && break
    sleep 0.1
  done
done
zpty -d shell`;
  execFileSync(ZSH, ['-f', '-c', session], { cwd: work, timeout: 50_000, env });
  return (await readFile(got, 'utf8')).split('\n').slice(0, -1);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A program in place of brewpull that offers what no list of names contains. */
async function putHostile(shell: string): Promise<string> {
  const folder = join(world().work, `hostile-${shell}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'brewpull');
  const names = ["'x$(touch evil)'", "'x`touch evil`'", "'x;touch evil'"];
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' words '' '' ${names.join(' ')}\n`);
  await chmod(file, 0o755);
  return `${folder}:${process.env['PATH'] ?? ''}`;
}

test('bash accepts the script, even with its strict options', async () => {
  const checked = spawnSync('bash', ['-n'], { input: await scriptFor('bash'), encoding: 'utf8' });
  expect(checked).toMatchObject({ status: 0, stderr: '' });
  const sourced = spawnSync('bash', ['--norc', '-euc', await scriptFor('bash')]);
  expect(sourced.status).toBe(0);
});

test('shellcheck finds nothing wrong with the script for bash', async ({ skip }) => {
  skip(!existsSync(SHELLCHECK), `${SHELLCHECK} is not installed`);
  const input = await scriptFor('bash');
  const checked = spawnSync(SHELLCHECK, ['-s', 'bash', '-'], { input, encoding: 'utf8' });
  expect(checked.stdout).toBe('');
});

test.each(SHELLS)(
  'the script for %s says which shell and program it is for and what it completes',
  async (shell) => {
    const script = await scriptFor(shell);
    expect(script).toContain(`${shell} completion for brewpull: `);
    expect(script).toContain('names of formulae, their versions (vim=), and files');
  },
);

test('bash completes commands, options, values, names and versions', () => {
  expect(bash('pu', 'pu')).toEqual(['pull', 'push']);
  expect(bash('serve --p', '--p')).toEqual(['--port']);
  expect(bash('vim --macos big', 'big')).toEqual(['big_sur']);
  expect(bash('pull vi', 'vi')).toEqual(['vim', 'vim-lsp']);
  expect(bash('vi', 'vi')).toEqual(['vim', 'vim-lsp']);
});

test('bash splits words at = and @, and gets the piece that it replaces', () => {
  expect(bash('pull python@3', '@3')).toEqual(['@3.11', '@3.12']);
  expect(bash('pull vim=', '')).toEqual(['9.1.0', '9.0.1']);
  expect(bash('pull --target=big_sur vim=9', '9')).toEqual(['9.0.1']);
  expect(bash('pull vim --arch=', '')).toEqual(['amd64', 'arm64']);
});

test('bash completes folders and files with the right ending, and any others by itself', () => {
  expect(bash('serve ', '')).toEqual(expect.arrayContaining(['a b.tar', 'folder']));
  expect(bash('serve ', '')).not.toContain('notes.txt');
  expect(bash('compare r', 'r')).toEqual(['receipt.json']);
  expect(bash('verify n', 'n')).toEqual([]);
});

test('bash in a terminal completes words that it splits, and quotes file names', async ({
  skip,
}) => {
  skip(!existsSync(ZSH), `${ZSH} is not installed, which starts the terminal`);
  const lines = [
    'pull vim=9.0',
    'vim --macos=mont',
    'python@3.12',
    'serve a',
    'pull vim --cache-dir fo',
    'pull vim --from-file=no',
    'compare rec',
  ];

  expect(await typed('bash', lines)).toEqual([
    'pull vim=9.0.1',
    'vim --macos=monterey',
    'python@3.12',
    'serve a b.tar',
    'pull vim --cache-dir folder/',
    'pull vim --from-file=notes.txt',
    'compare receipt.json',
  ]);
}, 60_000);

test('zsh in a terminal completes commands, options, values, names, versions and files', async ({
  skip,
}) => {
  skip(!existsSync(ZSH), `${ZSH} is not installed`);
  const lines = [
    'se',
    'verify --aga',
    'cache cl',
    'atlas info no',
    'bundle vim --macos mont',
    'bundle vim --macos=mont',
    'help doc',
    'pull vim-',
    'vim=9.0',
    'resolve --target big_sur vim=',
    'python@3.12',
    'serve a',
    'compare rec',
    'pull vim --cache-dir=fo',
  ];

  expect(await typed('zsh', lines)).toEqual([
    'serve',
    'verify --against',
    'cache clean',
    'atlas info notes.txt',
    'bundle vim --macos monterey',
    'bundle vim --macos=monterey',
    'help doctor',
    'pull vim-lsp',
    'vim=9.0.1',
    'resolve --target big_sur vim=9.0.1',
    'python@3.12',
    'serve a b.tar',
    'compare receipt.json',
    // Return removes the slash that zsh added.
    'pull vim --cache-dir=folder',
  ]);
}, 60_000);

test('zsh gets an answer from the file in $fpath on the first completion', async () => {
  const script = await scriptFor('zsh');
  expect(script).toMatch(/^#compdef brewpull\n/);
  expect(script).toContain('if [[ "$funcstack[1]" == _brewpull ]]; then\n  _brewpull "$@"\nelse');
});

test('fish completes commands, options, values, names, versions and files', ({ skip }) => {
  skip(!existsSync(FISH), `${FISH} is not installed`);
  expect(fish('brewpull se')).toEqual(['serve']);
  expect(fish('brewpull verify --ag')).toEqual(['--against']);
  expect(fish('brewpull cache c')).toEqual(['clean']);
  expect(fish('brewpull help do')).toEqual(['doctor']);
  expect(fish('brewpull bundle vim --macos big')).toEqual(['big_sur']);
  expect(fish('brewpull resolve vim --target=arm64_v')).toEqual(['--target=arm64_ventura']);
  expect(fish('brewpull pull python@3')).toEqual(['python@3.11', 'python@3.12']);
  expect(fish('brewpull vi')).toEqual(['vim', 'vim-lsp']);
  expect(fish('brewpull --macos 11 vim=')).toEqual(['vim=9.0.1']);
  expect(fish('brewpull serve a')).toEqual(['a b.tar']);
  expect(fish('brewpull pull --from-file=no')).toEqual(['--from-file=notes.txt']);
  expect(fish('brewpull pull --cache-dir=f').toSorted()).toEqual([
    '--cache-dir=folder/',
    '--cache-dir=functions/',
  ]);
  expect(fish('brewpull pull --registry ')).toEqual([]);
});

test('no shell runs what looks like code in an answer', async ({ skip }) => {
  const evil = join(world().work, 'evil');
  const path = await putHostile('any');
  expect(bash('pull x', 'x', path)).toEqual(['x$(touch evil)', 'x`touch evil`', 'x;touch evil']);
  expect(existsSync(evil)).toBe(false);
  skip(!existsSync(FISH), `${FISH} is not installed`);
  expect(fish('brewpull pull x', path)).toHaveLength(3);
  expect(existsSync(evil)).toBe(false);
});

test('if brewpull is not found, shells complete files and print nothing', ({ skip }) => {
  const path = '/usr/bin:/bin';
  expect(bash('pull n', 'n', path)).toEqual([]);
  skip(!existsSync(FISH), `${FISH} is not installed`);
  expect(fish('brewpull pull no', path)).toEqual(['notes.txt']);
});
