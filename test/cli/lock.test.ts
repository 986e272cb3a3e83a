import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseLock } from '../../src/lock/file/lock-schema.ts';
import type { Lock } from '../../src/lock/file/lock.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';
import { once } from '../support/once.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

function runWithGit(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run([...argv, '--tap-dir', world().tap.path]);
}

/** As on another machine: no cache, no history, no git. */
async function runElsewhere(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  await rm(home.cache, { recursive: true, force: true });
  world().registry.requests.length = 0;
  const path = process.env['PATH'];
  process.env['PATH'] = home.at('empty');
  try {
    return await home.run([...argv, '--tap-dir', home.at('no-such-clone')]);
  } finally {
    process.env['PATH'] = path;
  }
}

async function lockAt(home: CliHome, name = 'brewpull.lock.json'): Promise<Lock> {
  return parseLock(await readFile(join(home.work, name)), name);
}

async function versions(home: CliHome, name?: string): Promise<readonly string[]> {
  const { targets } = await lockAt(home, name);
  return targets.flatMap(({ bottleTag, bottles }) =>
    bottles.map(
      ({ formula, pkgVersion, isRequested }) =>
        `${bottleTag} ${formula} ${pkgVersion}${isRequested ? '' : ' (needed)'}`,
    ),
  );
}

/** Everything asked of the registry except tokens, with digests left out. */
function asked(): readonly string[] {
  const paths = world()
    .registry.logged({ host: 'registry' })
    .filter(({ status }) => status !== 401);
  return paths
    .map(({ path }) => path.replace(/sha256:[0-9a-f]{64}/, 'DIGEST'))
    .filter((path) => path !== '/v2/')
    .toSorted();
}

const APP_ON_BIG_SUR = ['big_sur base 1.1 (needed)', 'big_sur mid 1.0 (needed)', 'big_sur app 2.0'];

test('lock records the closure, fetches no bottle, and says what changed', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await runWithGit(home, 'lock', 'app', ...BIG_SUR, '--json');
  const again = await runWithGit(home, 'lock', 'app', '--json');

  expect(result).toMatchObject({ code: 0, stderr: '' });
  const { schemaVersion, status, path, changes } = JSON.parse(result.stdout);
  expect({ schemaVersion, status, path }).toEqual({
    schemaVersion: 2,
    status: 'written',
    path: join(home.work, 'brewpull.lock.json'),
  });
  expect(changes).toHaveLength(3);
  expect(changes[0]).toMatchObject({
    target: { bottleTag: 'big_sur' },
    formula: 'app',
    before: null,
  });
  expect(await versions(home)).toEqual(APP_ON_BIG_SUR);
  expect(world().registry.logged({ host: 'blobs' })).toEqual([]);
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged', changes: [] });
});

test('a lock names the commit, and every digest as the registry has it', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'lock', 'app', ...BIG_SUR);
  const { targets } = await lockAt(home);
  const published = world().published.get('app 2.0');
  const bottle = published?.bottles.get('big_sur');

  expect(targets[0]).toMatchObject({
    commit: world().tap.oid('app 2.0'),
    date: '2023-03-02T12:00:00Z',
  });
  expect(targets[0]?.bottles[2]).toMatchObject({
    sha256: bottle?.sha256,
    sizeBytes: bottle?.sizeBytes,
    indexDigest: published?.indexDigest,
    manifestDigest: bottle?.manifestDigest,
    reference: '2.0',
    dependencies: ['base', 'mid'],
    mentioned: ['cmake', 'base', 'mid'],
  });
});

test('a bundle restored only from its lock has the same bytes, and asks only for digests', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(
    home,
    'bundle',
    'app',
    'wrapper',
    ...BIG_SUR,
    '--lock',
    'l.json',
    '-o',
    'one.tar',
  );
  const unfrozen = await runElsewhere(
    home,
    'bundle',
    'relic',
    '--lock',
    'l.json',
    '-o',
    'three.tar',
  );
  const result = await runElsewhere(
    home,
    'bundle',
    '--lock',
    'l.json',
    '--frozen',
    '-o',
    'two.tar',
  );

  expect(unfrozen.code).not.toBe(0);
  expect(result).toMatchObject({ code: 0, stdout: `${join(home.work, 'two.tar')}\n` });
  expect(
    (await readFile(join(home.work, 'two.tar'))).equals(await readFile(join(home.work, 'one.tar'))),
  ).toBe(true);
  expect(asked()).toEqual(
    ['app', 'base', 'mid', 'oldlib', 'wrapper'].flatMap((name) => [
      `/v2/homebrew/core/${name}/blobs/DIGEST`,
      `/v2/homebrew/core/${name}/manifests/DIGEST`,
      `/v2/homebrew/core/${name}/manifests/DIGEST`,
    ]),
  );
});

test.each([
  ['newest', 6],
  ['exact', 0],
])('a lock restores cycles, renames and missing formulae as well (%s)', async (mode, code) => {
  await using home = await cliHome({ registry: world().registry });
  const names = ['wrapper', 'ring', 'hopeful', 'relic', '--closure', mode];
  const made = await runWithGit(
    home,
    'bundle',
    ...names,
    ...BIG_SUR,
    '--lock',
    'l.json',
    '-o',
    'one',
  );
  const result = await runElsewhere(home, 'bundle', '--lock', 'l.json', '--frozen', '-o', 'two');

  // What is missing according to its formula is not in the build records: the lock does not forget it.
  expect([made.code, result.code]).toEqual([code, code]);
  const [one, two] = [join(home.work, 'one/SHA256SUMS'), join(home.work, 'two/SHA256SUMS')];
  expect(await readFile(two, 'utf8')).toBe(await readFile(one, 'utf8'));
});

test('the lock inside a bundle is a lock like any other', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'bundle', 'app', ...BIG_SUR, '-o', 'folder');
  const inside = ['--lock', 'folder/brewpull.lock.json', '--frozen'];
  const result = await runElsewhere(home, 'pull', '--deps', ...inside, '-o', 'out');

  expect(result.code).toBe(0);
  expect(
    (await readdir(join(home.work, 'out'))).filter((name) => name.endsWith('.tar.gz')),
  ).toEqual([
    'app--2.0.big_sur.bottle.tar.gz',
    'base--1.1.big_sur.bottle.tar.gz',
    'mid--1.0.big_sur.bottle.tar.gz',
  ]);
});

test('without --lock, --frozen uses brewpull.lock.json with all its targets', async () => {
  await using home = await cliHome({ registry: world().registry });
  const missing = await home.run(['bundle', '--frozen']);
  await runWithGit(home, 'lock', 'app', ...BIG_SUR, '--target', 'arm64_ventura');
  const result = await runElsewhere(home, 'bundle', '--frozen', '-o', 'b.tar');
  const listed = await home.run(['bundle', '--inspect', 'b.tar', '--json']);

  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('brewpull lock FORMULA');
  expect(result.code).toBe(0);
  expect(JSON.parse(listed.stdout).targets).toMatchObject([
    { target: { bottleTag: 'arm64_ventura' } },
    { target: { bottleTag: 'big_sur' } },
  ]);
});

test('--frozen takes a part of the lock by name, and refuses what the lock does not hold', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'lock', 'app', 'wrapper', ...BIG_SUR, '--lock', 'l.json');
  const frozen = ['--lock', 'l.json', '--frozen'];
  const part = await runElsewhere(home, 'plan', 'wrapper', ...frozen, '--json');
  const unknown = await runElsewhere(home, 'bundle', 'relic', ...frozen, '-o', 'b.tar');
  const target = await runElsewhere(home, 'bundle', 'app', '--target', 'sonoma', ...frozen);

  expect(JSON.parse(part.stdout).plans).toMatchObject([
    { closure: 'lock', items: [{ formula: 'oldlib' }, { formula: 'wrapper' }] },
  ]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('l.json does not hold relic for big_sur');
  expect(target.code).toBe(2);
  expect(target.stderr).toContain('l.json has nothing for sonoma, only for big_sur');
  expect(world().registry.requests).toEqual([]);
});

test('--frozen fails when the reference and the index are gone from the registry', async () => {
  await using home = await cliHome({ registry: world().registry });
  await using other = await startClosureWorld();
  const place = ['--registry', other.registry.url.href, '--cache-dir', home.at('other')];
  const argv = ['mid', ...BIG_SUR, '--lock', 'l.json', ...place];
  const cwd = home.work;
  await runCli(['lock', ...argv, '--tap-dir', other.tap.path], { cwd });
  other.registry.deleteReference('homebrew/core/mid', '1.0');
  const result = await runCli(['bundle', ...argv, '--frozen', '-o', 'b.tar'], { cwd });

  expect(result.code).toBe(3);
  expect(result.stderr).toContain('brewpull lock --update mid');
  expect(await readdir(home.work)).toEqual(['l.json']);
});

test('pull makes a lock, extends it by other names and targets, and restores it', async () => {
  await using home = await cliHome({ registry: world().registry });
  const lock = ['--lock', 'l.json', '-o', 'out'];
  await runWithGit(home, 'pull', 'app', ...BIG_SUR, ...lock);
  await runWithGit(home, 'pull', 'wrapper', ...BIG_SUR, ...lock);
  await runWithGit(home, 'pull', 'app', '--target', 'arm64_ventura', ...lock);
  const restored = await runElsewhere(home, 'pull', '--lock', 'l.json', '--frozen', '-o', 'again');

  expect(await versions(home, 'l.json')).toEqual([
    'arm64_ventura app 3.0',
    'big_sur app 3.0',
    'big_sur wrapper 1.0',
  ]);
  expect(restored.code).toBe(0);
  const files = await readdir(join(home.work, 'again'));
  expect(files.toSorted()).toEqual((await readdir(join(home.work, 'out'))).toSorted());
  for (const file of files) {
    const [one, two] = [join(home.work, 'out', file), join(home.work, 'again', file)];
    expect((await readFile(two)).equals(await readFile(one))).toBe(true);
  }
  expect(asked().filter((path) => !path.endsWith('/DIGEST'))).toEqual([]);
});

test('three runs that extend one lock at once are all in it', async () => {
  await using home = await cliHome({ registry: world().registry });
  const place = [...BIG_SUR, '--lock', 'l.json'];
  const results = await Promise.all([
    runWithGit(home, 'pull', 'app', ...place, '-o', 'out'),
    runWithGit(home, 'pull', 'wrapper', ...place, '-o', 'out'),
    runWithGit(home, 'lock', 'cmake', ...place),
  ]);

  expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await versions(home, 'l.json')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^big_sur app /),
      expect.stringMatching(/^big_sur wrapper /),
      expect.stringMatching(/^big_sur cmake /),
    ]),
  );
  expect((await readdir(home.work)).toSorted()).toEqual(['l.json', 'out']);
});

test('what a lock holds stays even when something newer exists', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'lock', 'app', ...BIG_SUR, '--before', '2023-03-01', '--lock', 'l.json');
  const held = await versions(home, 'l.json');
  const result = await runWithGit(home, 'pull', 'app', '--lock', 'l.json', '-o', 'out');
  await runWithGit(home, 'lock', 'wrapper', '--lock', 'l.json');

  expect(held).toContain('big_sur app 1.0');
  expect(result.stdout).toContain('app--1.0.big_sur.bottle.tar.gz');
  expect(await versions(home, 'l.json')).toEqual([
    'big_sur base 1.0 (needed)',
    'big_sur mid 1.0 (needed)',
    'big_sur app 1.0',
    'big_sur newlib 1.0 (needed)',
    'big_sur wrapper 1.0',
  ]);
});

test('--update chooses again for one formula and what it needs, and leaves the rest', async () => {
  await using home = await cliHome({ registry: world().registry });
  const names = ['app', 'wrapper', 'cmake'];
  await runWithGit(home, 'lock', ...names, ...BIG_SUR, '--before', '2023-03-01');
  const result = await runWithGit(home, 'lock', '--update', 'app', '--json');
  const unknown = await runWithGit(home, 'lock', '--update', 'relic');
  const none = await runWithGit(home, 'lock', '--lock', 'n.json', '--update', 'app', ...BIG_SUR);

  expect(JSON.parse(result.stdout).changes.map(changeText)).toEqual([
    'app: 1.0 -> 2.0',
    'base: 1.0 -> 1.1',
  ]);
  expect((await lockAt(home)).targets[0]?.commit).toBeUndefined();
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('does not hold relic');
  expect(unknown.stderr).toContain('next: Add it: brewpull lock relic --target big_sur.');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('there is no n.json, so app cannot be updated');
});

interface ShownChange {
  readonly formula: string;
  readonly before: { readonly pkgVersion: string } | null;
  readonly after: { readonly pkgVersion: string } | null;
}

function changeText({ formula, before, after }: ShownChange): string {
  return `${formula}: ${before?.pkgVersion ?? ''} -> ${after?.pkgVersion ?? ''}`;
}

test('--locked passes while the lock suffices, and otherwise fails before any request', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'lock', 'app', ...BIG_SUR, '--lock', 'l.json');
  const before = await readFile(join(home.work, 'l.json'), 'utf8');
  const locked = ['--lock', 'l.json', '--locked'];
  const fine = await runWithGit(home, 'bundle', 'app', ...locked, '-o', 'b.tar');
  world().registry.requests.length = 0;
  const changed = await runWithGit(home, 'bundle', 'app', 'wrapper', ...locked, '-o', 'c.tar');
  const pulled = await runWithGit(home, 'pull', 'wrapper', ...locked);
  const missing = await runWithGit(home, 'pull', 'app', '--locked');

  expect(fine.code).toBe(0);
  expect(changed.code).toBe(4);
  expect(changed.stderr).toContain('l.json does not hold wrapper for big_sur');
  expect(pulled.code).toBe(4);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('there is no brewpull.lock.json');
  expect(world().registry.requests).toEqual([]);
  expect(await readFile(join(home.work, 'l.json'), 'utf8')).toBe(before);
  expect((await readdir(home.work)).toSorted()).toEqual(['b.tar', 'l.json']);
});

test('a lock of single pulls does not pretend to know what they need', async () => {
  await using home = await cliHome({ registry: world().registry });
  await runWithGit(home, 'pull', 'app', ...BIG_SUR, '--lock', 'l.json', '-o', 'out');
  const frozen = await runWithGit(home, 'bundle', 'app', '--lock', 'l.json', '--frozen');
  const looked = await runWithGit(home, 'bundle', 'app', '--lock', 'l.json', '-o', 'b.tar');

  expect(frozen.code).toBe(2);
  expect(frozen.stderr).toContain('l.json does not say what app needs on big_sur');
  expect(looked.code).toBe(0);
  expect(looked.stderr).toContain(
    'app: the lock has 3.0 without its dependencies; replaced by 2.0',
  );
  expect(await versions(home, 'l.json')).toEqual(APP_ON_BIG_SUR);
});

test('a bundle for one Mac also locks what the Mac already has', async () => {
  await using home = await cliHome({ registry: world().registry });
  const kegs = [{ name: 'base', version: '1.1', isLinked: true }];
  const system = { system: 'macos', systemVersion: '11.7', arch: 'x86_64', cpuFamily: '' };
  const mac = { schemaVersion: 1, ...system, prefix: '', cellar: '', brewVersion: '', kegs };
  await writeFile(join(home.work, 'mac.json'), JSON.stringify(mac));
  await runWithGit(home, 'bundle', 'app', '--for', 'mac.json', '--lock', 'l.json', '-o', 'b.tar');

  expect(await versions(home, 'l.json')).toEqual(APP_ON_BIG_SUR);
});

test.each([
  ['no JSON', '{', 'is not valid JSON'],
  ['another document', '{"schemaVersion":2}', 'has a bad schemaVersion: expected 1'],
])('a lock that is %s is refused, and left as it is', async (_name, text, fault) => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(join(home.work, 'l.json'), text);
  const result = await runWithGit(home, 'pull', 'app', ...BIG_SUR, '--lock', 'l.json');

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(`the lock l.json ${fault}`);
  expect(await readFile(join(home.work, 'l.json'), 'utf8')).toBe(text);
});
