import { mkdir, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(startVimWorld);

async function projectHome(): Promise<CliHome> {
  const home = await cliHome();
  await mkdir(home.at('project/deep'), { recursive: true });
  return home;
}

/** Resolves vim; the tests look at which target is used. */
function resolveVim(
  home: CliHome,
  argv: readonly string[] = [],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  const env = { HOME: home.path, BREWPULL_TAP_DIR: world().tap.path, ...more.env };
  return runCli(['resolve', 'vim', '--json', ...argv], {
    cwd: home.at('project/deep'),
    homeDir: home.path,
    ...more,
    env,
  });
}

async function targetOf(run: Promise<CliResult>): Promise<string> {
  const { stdout, stderr, code } = await run;
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout).target.bottleTag;
}

async function writeUserFile(
  home: CliHome,
  options: object,
  folder = '.config/brewpull',
): Promise<void> {
  await mkdir(home.at(folder), { recursive: true });
  await writeFile(home.at(folder, 'config.json'), JSON.stringify(options));
}

async function writeProjectFile(
  home: CliHome,
  options: object | string,
  folder = 'project',
): Promise<void> {
  const text = typeof options === 'string' ? options : JSON.stringify(options);
  await writeFile(home.at(folder, '.brewpull.json'), text);
}

const BIG_SUR = { macos: '11', arch: 'amd64' };
const MONTEREY = { macos: '12', arch: 'amd64' };
const VENTURA = { macos: '13', arch: 'amd64' };
const VENTURA_ENV = { BREWPULL_MACOS: '13', BREWPULL_ARCH: 'amd64' };

test('the command line wins, then the environment, the project file and the user file', async () => {
  await using home = await projectHome();
  await writeUserFile(home, BIG_SUR);
  expect(await targetOf(resolveVim(home))).toBe('big_sur');
  await writeProjectFile(home, MONTEREY);
  expect(await targetOf(resolveVim(home))).toBe('monterey');
  expect(await targetOf(resolveVim(home, [], { env: VENTURA_ENV }))).toBe('ventura');
  const argv = ['--macos', '11', '--arch', 'amd64'];
  expect(await targetOf(resolveVim(home, argv, { env: VENTURA_ENV }))).toBe('big_sur');
});

test('only the nearest project file counts', async () => {
  await using home = await projectHome();
  await writeProjectFile(home, MONTEREY, '');
  expect(await targetOf(resolveVim(home))).toBe('monterey');
  await writeProjectFile(home, BIG_SUR, 'project/deep');
  expect(await targetOf(resolveVim(home))).toBe('big_sur');
});

test.each([
  ['XDG_CONFIG_HOME', 'linux', 'elsewhere/brewpull'],
  ['the folder of macOS', 'darwin', 'Library/Preferences/brewpull'],
])('the user file may be in %s', async (_name, platform, folder) => {
  await using home = await projectHome();
  await writeUserFile(home, VENTURA, folder);
  const env = platform === 'darwin' ? {} : { XDG_CONFIG_HOME: home.at('elsewhere') };
  expect(await targetOf(resolveVim(home, [], { platform, env }))).toBe('ventura');
});

test('a stronger layer wins over a weaker one that names the target in another way', async () => {
  await using home = await projectHome();
  await writeProjectFile(home, MONTEREY);
  expect(await targetOf(resolveVim(home, [], { env: { BREWPULL_TARGET: 'ventura' } }))).toBe(
    'ventura',
  );
  await writeProjectFile(home, { target: ['ventura'] });
  expect(await targetOf(resolveVim(home, ['--macos', '11', '--arch', 'amd64']))).toBe('big_sur');
});

test('variables that are not options are ignored, and so are empty ones', async () => {
  await using home = await projectHome();
  const env = { ...VENTURA_ENV, BREWPULL_SOMETHING: 'x', BREWPULL_TARGET: '' };
  expect(await targetOf(resolveVim(home, [], { env }))).toBe('ventura');
});

test.each([
  ['{', 'is not valid JSON'],
  ['[]', 'must hold one JSON object'],
  ['{"macOS": "11"}', 'macOS is not an option'],
  ['{"macos": {"a": 1}}', 'must be a string, true or false, or a list of strings'],
  ['{"color": "pink", "target": "big_sur"}', '.brewpull.json: color pink is not one of'],
  ['{"exact": "perhaps", "macos": "11", "arch": "amd64"}', '.brewpull.json: exact must be'],
])('a project file with %s is refused with its name and the reason', async (text, reason) => {
  await using home = await projectHome();
  await writeProjectFile(home, text);
  const result = await resolveVim(home);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('.brewpull.json');
  expect(result.stderr).toContain(reason);
});

test.each([
  ['BREWPULL_EXACT', 'perhaps'],
  ['BREWPULL_HISTORY', 'svn'],
])('%s=%s is refused, and the message names the variable', async (name, value) => {
  await using home = await projectHome();
  const result = await resolveVim(home, [], { env: { ...VENTURA_ENV, [name]: value } });

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${name} `);
});

test('-vv is as good as -v', async () => {
  await using home = await projectHome();
  expect(await targetOf(resolveVim(home, ['-vv', '--target', 'big_sur']))).toBe('big_sur');
});

test('numbers and switches in a file need no quotes', async () => {
  await using home = await projectHome();
  await writeProjectFile(home, { macos: 11, arch: 'amd64', exact: true, concurrency: 2 });
  expect(await targetOf(resolveVim(home))).toBe('big_sur');
});
