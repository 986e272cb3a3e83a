import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const BOTTLE = 'vim--9.0.1900.big_sur.bottle.tar.gz';

const world = once(startVimWorld);

async function projectHome(): Promise<CliHome> {
  const home = await cliHome();
  await mkdir(home.at('work/deep'), { recursive: true });
  return home;
}

/** Runs below the project's folder; the user's own variables say where the world is. */
function run(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  const env = {
    HOME: home.path,
    BREWPULL_TAP_DIR: world().tap.path,
    BREWPULL_REGISTRY: world().registry.url.href,
    BREWPULL_CACHE_DIR: home.cache,
  };
  return runCli(argv, { cwd: home.at('work/deep'), homeDir: home.path, env, ...more });
}

async function writeProject(home: CliHome, options: object): Promise<string> {
  const text = JSON.stringify(options);
  await writeFile(join(home.work, '.brewpull.json'), text);
  return createHash('sha256').update(text).digest('hex');
}

const BIG_SUR = { macos: '11', arch: 'amd64' };

test('paths in a project file are relative to its folder, wherever below it the command runs', async () => {
  await using home = await projectHome();
  await writeFile(join(home.work, 'list'), 'vim\n');
  await mkdir(join(home.work, 'real'));
  await symlink('real', join(home.work, 'bottles'));
  await writeProject(home, {
    ...BIG_SUR,
    'from-file': ['./list'],
    output: 'bottles',
    lock: 'mac.lock',
  });
  const result = await run(home, ['pull']);

  expect(result.code).toBe(0);
  expect(await readdir(join(home.work, 'real'))).toContain(BOTTLE);
  expect(JSON.parse(await readFile(join(home.work, 'mac.lock'), 'utf8'))).toMatchObject({
    targets: [{ bottleTag: 'big_sur' }],
  });
  expect(await readdir(home.at('work/deep'))).toEqual([]);
});

test('a project file may name its own folder as the output', async () => {
  await using home = await projectHome();
  await writeProject(home, { ...BIG_SUR, output: '.' });

  expect((await run(home, ['vim'])).code).toBe(0);
  expect(await readdir(home.work)).toContain(BOTTLE);
  await rm(join(home.work, BOTTLE));
  expect((await run(home, ['vim'], { cwd: home.work })).code).toBe(0);
  expect(await readdir(home.work)).toContain(BOTTLE);
});

test('paths on the command line are relative to the working folder, whatever the project file says', async () => {
  await using home = await projectHome();
  await writeProject(home, { ...BIG_SUR, output: 'bottles' });

  expect((await run(home, ['vim', '-o', '../../elsewhere'])).code).toBe(0);
  expect(await readdir(home.at('elsewhere'))).toContain(BOTTLE);
});

test("a project's Brewfile is named by its path from the working folder", async () => {
  await using home = await projectHome();
  await writeFile(join(home.work, 'Brewfile'), 'brew "vim"\ncask "firefox"\n');
  await writeProject(home, { ...BIG_SUR, brewfile: 'Brewfile' });
  const result = await run(home, ['resolve', '--json']);

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ formula: 'vim', status: 'found' }],
    skipped: [{ source: '../Brewfile', line: 2 }],
  });
});

test('-v names the project file and the options that it decided, and no others', async () => {
  await using home = await projectHome();
  await writeProject(home, { ...BIG_SUR, concurrency: 2, output: 'bottles', closure: 'newest' });
  const line = `options of ${join(home.work, '.brewpull.json')}: `;
  const decided = await run(home, ['resolve', 'vim', '-v']);
  const overruled = await run(
    home,
    'resolve vim -v --target big_sur --concurrency 1 --history git'.split(' '),
  );

  expect(decided.stderr).toContain(`${line}macos, arch, concurrency\n`);
  expect(overruled.code).toBe(0);
  expect(overruled.stderr).not.toContain(line);
  expect((await run(home, ['resolve', 'vim'])).stderr).not.toContain('.brewpull.json');
});

test('-v names the project file even if the command fails', async () => {
  await using home = await projectHome();
  await writeProject(home, { macos: '11', arch: 'amd64', before: '2001-01-01' });
  const result = await run(home, ['resolve', 'vim', '-v']);

  expect(result.code).not.toBe(0);
  expect(result.stderr).toContain('.brewpull.json: macos, arch, before\n');
});

test.each([
  ['pull', 0, ['vim', '-o', 'out']],
  // What vim needs is not in this world, and the exit code of a bundle says so.
  ['bundle', 6, ['bundle', 'vim', '-o', 'out.tar']],
])(
  'a receipt of %s names the project file that had an effect, and compare accepts it',
  async (_c, code, argv) => {
    await using home = await projectHome();
    const sha256 = await writeProject(home, { ...BIG_SUR, color: 'never' });
    const made = await run(home, [...argv, '--receipt', 'with.json', '--network-label', 'a']);
    const text = await readFile(join(home.work, 'deep/with.json'), 'utf8');
    await rm(join(home.work, '.brewpull.json'));
    await rm(join(home.work, 'deep/out.tar'), { force: true });
    const plain = [...argv, '--target', 'big_sur', '--receipt', 'plain.json'];
    expect([made.code, (await run(home, [...plain, '--network-label', 'b'])).code]).toEqual([
      code,
      code,
    ]);
    const receipts = await run(home, ['compare', 'with.json', 'plain.json', '--json']);

    expect(JSON.parse(text).projectFile).toEqual({
      path: '../.brewpull.json',
      sha256,
      options: ['macos', 'arch', 'color'],
    });
    expect(text).not.toContain(home.path);
    expect(await readFile(join(home.work, 'deep/plain.json'), 'utf8')).not.toContain('projectFile');
    expect(JSON.parse(receipts.stdout)).toMatchObject({ totals: { agree: 1, differ: 0 } });
  },
);

test('a bundle has the same bytes whether a project file or the command line chose its target', async () => {
  await using home = await projectHome();
  await writeProject(home, BIG_SUR);
  const byFile = await run(home, ['bundle', 'vim', '-o', 'a.tar', '--json']);
  await rm(join(home.work, '.brewpull.json'));
  const byFlag = await run(home, ['bundle', 'vim', '-o', 'b.tar', '--json', '--target', 'big_sur']);

  expect(JSON.parse(byFile.stdout).sha256).toBe(JSON.parse(byFlag.stdout).sha256);
});

test('exact in a project file overrides a looser user file', async () => {
  await using home = await projectHome();
  await mkdir(home.at('.config/brewpull'), { recursive: true });
  await writeFile(home.at('.config/brewpull/config.json'), '{"exact":false}');
  const asked = ['resolve', 'vim', '--target', 'sequoia'];
  const before = await run(home, asked);
  await writeProject(home, { exact: true });
  const after = await run(home, asked);

  expect([before.code, after.code]).toEqual([0, 3]);
});

test('a lock chosen by a project file may not name another server, but one named by the user may', async () => {
  await using home = await projectHome();
  const other = `${world().registry.url.href}v2/homebrew/core`;
  await writeProject(home, { ...BIG_SUR, lock: 'mac.lock' });
  expect((await run(home, ['vim', '-o', 'out'])).code).toBe(0);
  const lock = join(home.work, 'mac.lock');
  const text = await readFile(lock, 'utf8');
  expect(text).toContain('"https://ghcr.io/v2/homebrew/core"');
  expect((await run(home, ['pull', '-o', 'out'])).code).toBe(0);
  await writeFile(lock, text.replaceAll('https://ghcr.io/v2/homebrew/core', other));
  world().registry.requests.length = 0;
  const refused = await run(home, ['pull', '-o', 'other']);
  await writeProject(home, { ...BIG_SUR, frozen: true });
  await writeFile(join(home.work, 'deep/brewpull.lock.json'), await readFile(lock));
  const frozen = await run(home, ['pull', '-o', 'other']);

  await writeProject(home, { ...BIG_SUR, lock: 'mac.lock' });
  const relocked = await run(home, ['lock', 'vim']);

  for (const { code, stderr } of [refused, frozen, relocked]) {
    expect(code).toBe(2);
    expect(stderr).toContain(`takes vim from ${other} `);
    expect(stderr).toContain('--lock ');
  }
  expect(world().registry.requests).toEqual([]);
  expect((await run(home, ['pull', '-o', 'other', '--lock', '../mac.lock'])).code).toBe(0);
});
