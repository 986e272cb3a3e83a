import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { startVimWorld, type VimWorld } from '../support/world/vim-world.ts';

const BOTTLE = 'vim--9.0.1900.big_sur.bottle.tar.gz';

let world: VimWorld;
let home: string;
let project: string;

beforeAll(async () => {
  world = await startVimWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-project-'));
  project = join(home, 'project');
  await mkdir(join(project, 'deep'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Runs below the project's folder; the user's own variables say where the world is. */
function run(argv: readonly string[], more: Partial<CliWorld> = {}): Promise<CliResult> {
  const env = {
    HOME: home,
    BREWPULL_TAP_DIR: world.tap.path,
    BREWPULL_REGISTRY: world.registry.url.href,
    BREWPULL_CACHE_DIR: join(home, 'cache'),
  };
  return runCli(argv, { cwd: join(project, 'deep'), homeDir: home, env, ...more });
}

async function writeProject(options: object): Promise<string> {
  const text = JSON.stringify(options);
  await writeFile(join(project, '.brewpull.json'), text);
  return createHash('sha256').update(text).digest('hex');
}

const BIG_SUR = { macos: '11', arch: 'amd64' };

test('paths of a project file are seen from its own folder, wherever below the command runs', async () => {
  await writeFile(join(project, 'list'), 'vim\n');
  await mkdir(join(project, 'real'));
  await symlink('real', join(project, 'bottles'));
  await writeProject({ ...BIG_SUR, 'from-file': ['./list'], output: 'bottles', lock: 'mac.lock' });
  const result = await run(['pull']);

  expect(result.code).toBe(0);
  expect(await readdir(join(project, 'real'))).toContain(BOTTLE);
  expect(JSON.parse(await readFile(join(project, 'mac.lock'), 'utf8'))).toMatchObject({
    targets: [{ bottleTag: 'big_sur' }],
  });
  expect(await readdir(join(project, 'deep'))).toEqual([]);
});

test('the output of a project file may be its own folder', async () => {
  await writeProject({ ...BIG_SUR, output: '.' });

  expect((await run(['vim'])).code).toBe(0);
  expect(await readdir(project)).toContain(BOTTLE);
  await rm(join(project, BOTTLE));
  expect((await run(['vim'], { cwd: project })).code).toBe(0);
  expect(await readdir(project)).toContain(BOTTLE);
});

test('paths on the command line are seen from the working folder, whatever the project says', async () => {
  await writeProject({ ...BIG_SUR, output: 'bottles' });

  expect((await run(['vim', '-o', '../../elsewhere'])).code).toBe(0);
  expect(await readdir(join(home, 'elsewhere'))).toContain(BOTTLE);
});

test('a Brewfile of a project is named as seen from the working folder', async () => {
  await writeFile(join(project, 'Brewfile'), 'brew "vim"\ncask "firefox"\n');
  await writeProject({ ...BIG_SUR, brewfile: 'Brewfile' });
  const result = await run(['resolve', '--json']);

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ formula: 'vim', status: 'found' }],
    skipped: [{ source: '../Brewfile', line: 2 }],
  });
});

test('-v names the project file and the options that it decided, and no others', async () => {
  await writeProject({ ...BIG_SUR, concurrency: 2, output: 'bottles', closure: 'newest' });
  const line = `options of ${join(project, '.brewpull.json')}: `;
  const decided = await run(['resolve', 'vim', '-v']);
  const overruled = await run(
    'resolve vim -v --target big_sur --concurrency 1 --history git'.split(' '),
  );

  expect(decided.stderr).toContain(`${line}macos, arch, concurrency\n`);
  expect(overruled.code).toBe(0);
  expect(overruled.stderr).not.toContain(line);
  expect((await run(['resolve', 'vim'])).stderr).not.toContain('.brewpull.json');
});

test('-v names the project file also where the command fails', async () => {
  await writeProject({ macos: '11', arch: 'amd64', before: '2001-01-01' });
  const result = await run(['resolve', 'vim', '-v']);

  expect(result.code).not.toBe(0);
  expect(result.stderr).toContain('.brewpull.json: macos, arch, before\n');
});

test.each([
  ['pull', 0, ['vim', '-o', 'out']],
  // What vim needs is not in this world, and a bundle says so.
  ['bundle', 6, ['bundle', 'vim', '-o', 'out.tar']],
])(
  'a receipt of %s names the project file that mattered, and compare takes it',
  async (_c, code, argv) => {
    const sha256 = await writeProject({ ...BIG_SUR, color: 'never' });
    const made = await run([...argv, '--receipt', 'with.json', '--network-label', 'a']);
    const text = await readFile(join(project, 'deep/with.json'), 'utf8');
    await rm(join(project, '.brewpull.json'));
    await rm(join(project, 'deep/out.tar'), { force: true });
    const plain = [...argv, '--target', 'big_sur', '--receipt', 'plain.json'];
    expect([made.code, (await run([...plain, '--network-label', 'b'])).code]).toEqual([code, code]);
    const receipts = await run(['compare', 'with.json', 'plain.json', '--json']);

    expect(JSON.parse(text).projectFile).toEqual({
      path: '../.brewpull.json',
      sha256,
      options: ['macos', 'arch', 'color'],
    });
    expect(text).not.toContain(home);
    expect(await readFile(join(project, 'deep/plain.json'), 'utf8')).not.toContain('projectFile');
    expect(JSON.parse(receipts.stdout)).toMatchObject({ totals: { agree: 1, differ: 0 } });
  },
);

test('a bundle has the same bytes whether a project file or the command line chose its target', async () => {
  await writeProject(BIG_SUR);
  const byFile = await run(['bundle', 'vim', '-o', 'a.tar', '--json']);
  await rm(join(project, '.brewpull.json'));
  const byFlag = await run(['bundle', 'vim', '-o', 'b.tar', '--json', '--target', 'big_sur']);

  expect(JSON.parse(byFile.stdout).sha256).toBe(JSON.parse(byFlag.stdout).sha256);
});

test('exact in a project file makes the user file stricter', async () => {
  await mkdir(join(home, '.config/brewpull'), { recursive: true });
  await writeFile(join(home, '.config/brewpull/config.json'), '{"exact":false}');
  const asked = ['resolve', 'vim', '--target', 'sequoia'];
  const before = await run(asked);
  await writeProject({ exact: true });
  const after = await run(asked);

  expect([before.code, after.code]).toEqual([0, 3]);
});

test('a lock that a project file chose names no other server; one that the user names may', async () => {
  const other = `${world.registry.url.href}v2/homebrew/core`;
  await writeProject({ ...BIG_SUR, lock: 'mac.lock' });
  expect((await run(['vim', '-o', 'out'])).code).toBe(0);
  const lock = join(project, 'mac.lock');
  const text = await readFile(lock, 'utf8');
  expect(text).toContain('"https://ghcr.io/v2/homebrew/core"');
  expect((await run(['pull', '-o', 'out'])).code).toBe(0);
  await writeFile(lock, text.replaceAll('https://ghcr.io/v2/homebrew/core', other));
  world.registry.requests.length = 0;
  const refused = await run(['pull', '-o', 'other']);
  await writeProject({ ...BIG_SUR, frozen: true });
  await writeFile(join(project, 'deep/brewpull.lock.json'), await readFile(lock));
  const frozen = await run(['pull', '-o', 'other']);

  await writeProject({ ...BIG_SUR, lock: 'mac.lock' });
  const relocked = await run(['lock', 'vim']);

  for (const { code, stderr } of [refused, frozen, relocked]) {
    expect(code).toBe(2);
    expect(stderr).toContain(`takes vim from ${other} `);
    expect(stderr).toContain('--lock ');
  }
  expect(world.registry.requests).toEqual([]);
  expect((await run(['pull', '-o', 'other', '--lock', '../mac.lock'])).code).toBe(0);
});
