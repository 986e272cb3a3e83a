import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { offeredValues } from '../../src/cli/commands/completion/offered-values.ts';
import { COMMANDS } from '../../src/cli/commands/all.ts';
import { parseRelease, parseTargetTag } from '../../src/core/target.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';

const SHELLCHECK = '/usr/bin/shellcheck';
const FISH = '/usr/bin/fish';
const ZSH = '/usr/bin/zsh';

const home = once(async () => {
  const made = await cliHome();
  await writeFile(made.at('work/a b.tar'), '');
  return made;
});

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['completion', shell], { cwd: home().work });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** What bash offers for the last word of a line. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _brewpull; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const argv = ['--norc', '-c', script, 'bash', 'brewpull', ...words];
  const output = execFileSync('bash', argv, { cwd: home().work, encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

test('bash takes the script, under its own strict options as well', async () => {
  const checked = spawnSync('bash', ['-n'], { input: await scriptFor('bash'), encoding: 'utf8' });
  expect(checked).toMatchObject({ status: 0, stderr: '' });
  const sourced = spawnSync('bash', ['--norc', '-euc', await scriptFor('bash')]);
  expect(sourced.status).toBe(0);
});

test('shellcheck finds nothing wrong with it but how bash completion is written', async ({
  skip,
}) => {
  skip(!existsSync(SHELLCHECK), `${SHELLCHECK} is not installed`);
  const argv = ['-s', 'bash', '-e', 'SC2207', '-'];
  const checked = spawnSync(SHELLCHECK, argv, {
    input: await scriptFor('bash'),
    encoding: 'utf8',
  });
  expect(checked.stdout).toBe('');
});

test.each([
  [['se'], ['serve']],
  [['pu'], ['pull', 'push']],
  [['serve', '--p'], ['--port']],
  [
    ['push', 'b.tar', '--d'],
    ['--dry-run', '--debug'],
  ],
  [
    ['pull', 'vim', '--brew'],
    ['--brew-version', '--brewfile'],
  ],
  [['pull', '--history', 'g'], ['git']],
  [['bundle', 'vim', '--macos', 'b'], ['big_sur']],
  [
    ['vim', '--macos', '1'],
    ['10.11', '10.12', '10.13', '10.14', '10.15', '11', '12', '13', '14', '15'],
  ],
  [
    ['vim', '--macos', '=', '2'],
    ['26', '27'],
  ],
  [
    ['vim', '--arch', '='],
    ['amd64', 'arm64'],
  ],
  [
    ['resolve', '--target', 'arm64_s'],
    ['arm64_sonoma', 'arm64_sequoia'],
  ],
  [['he'], ['help']],
  [
    ['help', 'co'],
    ['coverage', 'compare', 'completion'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['cache', 'c'], ['clean']],
  [['atlas', '--json', 'inf'], ['info']],
  [['atlas', 'info', 'inf'], []],
])('bash completes %j', async (words, expected) => {
  expect((await offered(...words)).toSorted()).toEqual(expected.toSorted());
});

test('every command is offered, with every option that it takes and no other', async () => {
  expect(await offered('')).toEqual([...COMMANDS.map(({ name }) => name), 'help', 'version']);
  for (const { name, options } of COMMANDS) {
    expect((await offered(name, '--')).toSorted()).toEqual(
      options.map((option) => `--${option}`).toSorted(),
    );
  }
});

test('names of files are left to bash, which quotes them', async () => {
  expect(await offered('serve', 'a')).toEqual([]);
  expect(await offered('pull', '--tap-dir', 'a')).toEqual([]);
  expect(await scriptFor('bash')).toContain('complete -o default -F _brewpull brewpull');
});

test.each(['zsh', 'fish'])('%s takes the script', async (shell) => {
  const script = await scriptFor(shell);
  for (const { name } of COMMANDS) expect(script).toContain(name);
  expect(script).toMatch(/brew-version/);
  // Quotes pair up: an apostrophe in a summary would swallow the rest of the script.
  expect(script.replaceAll(String.raw`'\''`, '').split("'").length % 2).toBe(1);
});

test('fish itself offers commands and options', async ({ skip }) => {
  skip(!existsSync(FISH), `${FISH} is not installed`);
  const file = join(home().work, 'brewpull.fish');
  await writeFile(file, await scriptFor('fish'));
  const ask = (line: string): string[] => {
    const code = `source ${file}; complete -C ${JSON.stringify(line)}`;
    const env = { ...process.env, HOME: home().work };
    const answer = execFileSync(FISH, ['--no-config', '-c', code], { encoding: 'utf8', env });
    return answer.split('\n').map((each) => each.split('\t')[0] ?? '');
  };

  expect(ask('brewpull se')).toContain('serve');
  expect(ask('brewpull verify --ag')).toContain('--against');
  expect(ask('brewpull cache c')).toContain('clean');
  expect(ask('brewpull help do')).toContain('doctor');
  expect(ask('brewpull bundle vim --macos big')).toContain('big_sur');
  expect(ask('brewpull resolve vim --target=arm64_v').join(' ')).toContain('arm64_ventura');
  expect(ask('brewpull atlas inf')).toContain('info');
  expect(ask('brewpull atlas info inf')).not.toContain('info');
});

test('zsh itself completes commands, options and words', async ({ skip }) => {
  skip(!existsSync(ZSH), `${ZSH} is not installed`);
  await mkdir(join(home().work, 'functions'), { recursive: true });
  await writeFile(join(home().work, 'functions/_brewpull'), await scriptFor('zsh'));
  // A shell in a terminal of its own, for completion needs one. What it completed is what the function then writes down.
  const session = `zmodload zsh/zpty
zpty shell ${ZSH} -f -i
zpty -w shell 'fpath=(${home().work}/functions $fpath); autoload -Uz compinit; compinit -u -D; brewpull() { print -r -- "$*" >> ${home().work}/got }'
n=0
for line in 'se' 'verify --aga' 'cache cl' 'atlas inf' 'atlas info a' 'bundle vim --macos mont' 'help doc'; do
  zpty -w -n shell "brewpull $line"$'\t\n'
  n=$((n + 1))
  for try in {1..100}; do
    while zpty -r -t shell out; do :; done
    [[ -f ${home().work}/got && $(wc -l < ${home().work}/got) -ge $n ]] && break
    sleep 0.1
  done
done
zpty -d shell`;
  execFileSync(ZSH, ['-f', '-c', session], { cwd: home().work, timeout: 40_000 });

  expect(await readFile(join(home().work, 'got'), 'utf8')).toBe(
    'serve\nverify --against\ncache clean\natlas info\natlas info a b.tar\nbundle vim --macos monterey\nhelp doctor\n',
  );
}, 60_000);

test('zsh gets an answer from the file in $fpath at the first completion', async () => {
  const script = await scriptFor('zsh');
  expect(script).toMatch(/^#compdef brewpull\n/);
  expect(script).toContain('if [[ "$funcstack[1]" == _brewpull ]]; then\n  _brewpull "$@"\nelse');
  expect(script).toContain(`'*--target[`);
});

test('every target that is offered can be asked for', () => {
  for (const tag of offeredValues('target') ?? []) expect(parseTargetTag(tag).bottleTag).toBe(tag);
  for (const macos of offeredValues('macos') ?? []) {
    expect(parseRelease(macos)).toBeDefined();
  }
});

test('another shell is refused, and so is none', async () => {
  const other = await runCli(['completion', 'tcsh'], { cwd: home().work });
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(other.stderr).toContain('bash, zsh, fish');
  expect((await runCli(['completion'], { cwd: home().work })).code).toBe(2);
});
