import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { startVimWorld, type VimWorld } from '../support/world/vim-world.ts';

let world: VimWorld;
let home: string;
let work: string;

beforeAll(async () => {
  world = await startVimWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-config-'));
  work = join(home, 'project/deep');
  await mkdir(work, { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Resolves vim; which target is taken is what the tests look at. */
function resolveVim(
  argv: readonly string[] = [],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  const env = { HOME: home, BREWPULL_TAP_DIR: world.tap.path, ...more.env };
  return runCli(['resolve', 'vim', '--json', ...argv], { cwd: work, homeDir: home, ...more, env });
}

async function targetOf(run: Promise<CliResult>): Promise<string> {
  const { stdout, stderr, code } = await run;
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout).target.bottleTag;
}

async function writeUserFile(options: object, folder = '.config/brewpull'): Promise<void> {
  await mkdir(join(home, folder), { recursive: true });
  await writeFile(join(home, folder, 'config.json'), JSON.stringify(options));
}

async function writeProjectFile(options: object | string, folder = 'project'): Promise<void> {
  const text = typeof options === 'string' ? options : JSON.stringify(options);
  await writeFile(join(home, folder, '.brewpull.json'), text);
}

const BIG_SUR = { macos: '11', arch: 'amd64' };
const MONTEREY = { macos: '12', arch: 'amd64' };
const VENTURA = { macos: '13', arch: 'amd64' };
const VENTURA_ENV = { BREWPULL_MACOS: '13', BREWPULL_ARCH: 'amd64' };

test('the user file is read last, then the project file, the environment, the command line', async () => {
  await writeUserFile(BIG_SUR);
  expect(await targetOf(resolveVim())).toBe('big_sur');
  await writeProjectFile(MONTEREY);
  expect(await targetOf(resolveVim())).toBe('monterey');
  expect(await targetOf(resolveVim([], { env: VENTURA_ENV }))).toBe('ventura');
  const argv = ['--macos', '11', '--arch', 'amd64'];
  expect(await targetOf(resolveVim(argv, { env: VENTURA_ENV }))).toBe('big_sur');
});

test('the nearest project file counts, alone', async () => {
  await writeProjectFile(MONTEREY, '');
  expect(await targetOf(resolveVim())).toBe('monterey');
  await writeProjectFile(BIG_SUR, 'project/deep');
  expect(await targetOf(resolveVim())).toBe('big_sur');
});

test.each([
  ['XDG_CONFIG_HOME', 'linux', 'elsewhere/brewpull'],
  ['the folder of macOS', 'darwin', 'Library/Preferences/brewpull'],
])('the user file may stand in %s', async (_name, platform, folder) => {
  await writeUserFile(VENTURA, folder);
  const env = platform === 'darwin' ? {} : { XDG_CONFIG_HOME: join(home, 'elsewhere') };
  expect(await targetOf(resolveVim([], { platform, env }))).toBe('ventura');
});

test('a stronger layer that names the target in another way wins over a weaker one', async () => {
  await writeProjectFile(MONTEREY);
  expect(await targetOf(resolveVim([], { env: { BREWPULL_TARGET: 'ventura' } }))).toBe('ventura');
  await writeProjectFile({ target: ['ventura'] });
  expect(await targetOf(resolveVim(['--macos', '11', '--arch', 'amd64']))).toBe('big_sur');
});

test('variables that are no option are left alone, and empty ones say nothing', async () => {
  const env = { ...VENTURA_ENV, BREWPULL_SOMETHING: 'x', BREWPULL_TARGET: '' };
  expect(await targetOf(resolveVim([], { env }))).toBe('ventura');
});

test.each([
  ['{', 'is not valid JSON'],
  ['[]', 'must hold one JSON object'],
  ['{"macOS": "11"}', 'macOS is not an option'],
  ['{"macos": {"a": 1}}', 'must be a text, true or false, or a list of texts'],
  ['{"color": "pink", "target": "big_sur"}', '.brewpull.json: color pink is not one of'],
  ['{"exact": "perhaps", "macos": "11", "arch": "amd64"}', '.brewpull.json: exact must be'],
])('a project file with %s is refused with its name and what is wrong', async (text, reason) => {
  await writeProjectFile(text);
  const result = await resolveVim();

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('.brewpull.json');
  expect(result.stderr).toContain(reason);
});

test.each([
  ['BREWPULL_EXACT', 'perhaps'],
  ['BREWPULL_HISTORY', 'svn'],
])('%s=%s is refused by the name of the variable', async (name, value) => {
  const result = await resolveVim([], { env: { ...VENTURA_ENV, [name]: value } });

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${name} `);
});

test('-vv is as good as -v', async () => {
  expect(await targetOf(resolveVim(['-vv', '--target', 'big_sur']))).toBe('big_sur');
});

test('numbers and switches in a file need no quotes', async () => {
  await writeProjectFile({ macos: 11, arch: 'amd64', exact: true, concurrency: 2 });
  expect(await targetOf(resolveVim())).toBe('big_sur');
});
