import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openMirror } from '../../src/mirror/tree/file/open-mirror.ts';
import { hashFile } from '../../src/store/read/hash-file.ts';
import { noTreeSums, readTreeSums } from '../../src/mirror/tree/file/tree-sums.ts';
import { listFiles } from '../../src/store/read/list-files.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { listen, shut, urlOf } from '../support/registry/loopback-server.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const world = once(startClosureWorld);
const BIG_SUR = ['--target', 'big_sur'];

test('the tree has everything that a macOS ever got, and its sums name every file', async () => {
  await using home = await cliHome(world());
  const run = await home.run(['mirror', '--all', ...BIG_SUR, '-o', 'tree', '--json']);
  expect(run.code, run.stderr).toBe(0);

  const tree = join(home.work, 'tree');
  const { contents } = await openMirror(tree);
  await using other = await cliHome({ tap: world().tap });
  const coverage = JSON.parse((await other.run(['coverage', ...BIG_SUR, '--json'])).stdout);
  const got = contents.bottles.map(({ formula }) => formula);
  expect(got.length).toBeGreaterThan(5);
  const listed = coverage.formulae.map(({ formula }: { readonly formula: string }) => formula);
  // A bottle keeps the name that its formula had when it was built.
  expect(got).toContain('oldlib');
  expect(listed.filter((name: string) => !got.includes(name))).toEqual(['newlib']);
  const { counts, results } = JSON.parse(run.stdout);
  expect(counts.new).toBe(got.length);
  expect(results).toContainEqual(
    expect.objectContaining({
      formula: 'oldlib',
      formulaNow: 'newlib',
      tap: 'homebrew/core',
      target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
      status: 'new',
    }),
  );

  const sums = (await readTreeSums(tree)) ?? noTreeSums();
  const files: string[] = [];
  for await (const name of listFiles(tree)) files.push(name);
  expect(files.filter((name) => name !== 'SHA256SUMS').toSorted()).toEqual(
    [...sums.keys()].toSorted(),
  );
  for (const name of sums.keys()) {
    const { digest } = await hashFile(join(tree, name));
    expect(digest, name).toBe(`sha256:${sums.get(name)}`);
  }
});

test('a second run asks one question per version and changes nothing', async () => {
  const { registry } = world();
  await using home = await cliHome(world());
  const line = ['mirror', '--all', ...BIG_SUR, '--target', 'arm64_ventura', '-o', 'tree'];
  expect((await home.run(line)).code).toBe(0);
  const before = await readFile(join(home.work, 'tree/SHA256SUMS'), 'utf8');
  const touched = await stat(join(home.work, 'tree/mirror.json'));
  const { contents } = await openMirror(join(home.work, 'tree'));
  registry.requests.length = 0;

  const again = await home.run([...line, '--json']);
  expect(again.code, again.stderr).toBe(0);
  const { counts, fetchedBytes } = JSON.parse(again.stdout);
  expect(fetchedBytes).toBe(0);
  expect(counts).toMatchObject({ new: 0, failed: 0 });
  expect(await readFile(join(home.work, 'tree/SHA256SUMS'), 'utf8')).toBe(before);
  expect((await stat(join(home.work, 'tree/mirror.json'))).ino).toBe(touched.ino);
  const versions = new Set(
    contents.bottles.map(({ repository, reference }) => `${repository}:${reference}`),
  );
  const asked = registry.logged({ host: 'registry' }).filter(({ status }) => status === 200);
  expect(asked.length).toBe(versions.size);
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['HEAD']));
});

test('names bring what they need, and what is missing is reported with what needs it', async () => {
  await using home = await cliHome(world());
  const run = await home.run(['mirror', 'app', 'hopeful', ...BIG_SUR, '-o', 'tree', '--json']);
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout).missing).toMatchObject([
    { formula: 'source-only', target: { bottleTag: 'big_sur' }, neededBy: ['hopeful'] },
  ]);
  const { contents } = await openMirror(join(home.work, 'tree'));
  const names = contents.bottles.map(({ formula }) => formula);
  expect(names).toEqual(expect.arrayContaining(['app', 'base', 'mid', 'hopeful']));
  expect(names).not.toContain('cmake');
  const [target] = contents.targets;
  expect(target).toMatchObject({ isWhole: false, requested: ['app', 'hopeful'] });
  expect(target?.missing).toEqual([
    expect.objectContaining({ formula: 'source-only', neededBy: ['hopeful'] }),
  ]);
});

test('one name without a bottle does not stop the others', async () => {
  await using home = await cliHome(world());
  const run = await home.run(['mirror', 'base', 'source-only', ...BIG_SUR, '-o', 'tree']);
  expect(run.code, run.stderr).toBe(6);
  expect(run.stderr).toContain('missing for big_sur: source-only');
  const { contents } = await openMirror(join(home.work, 'tree'));
  expect(contents.bottles.map(({ formula }) => formula)).toEqual(['base']);
});

test('brewpull pulls from the tree on a plain file server', async () => {
  await using home = await cliHome(world());
  expect((await home.run(['mirror', 'app', ...BIG_SUR, '-o', 'tree'])).code).toBe(0);
  const server = createServer((request, response) => {
    const file = createReadStream(join(home.work, 'tree', decodeURIComponent(request.url ?? '')));
    file.on('error', () => response.writeHead(404).end('<h1>Not Found</h1>'));
    file.pipe(response);
  });
  await listen(server);
  try {
    await using other = await cliHome({ tap: world().tap });
    const pulled = await other.run(['app', ...BIG_SUR, '--registry', urlOf(server).href]);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(await other.placed()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^app--.*\.big_sur\.bottle\.tar\.gz$/)]),
    );
  } finally {
    await shut(server);
  }
});

test('--prune removes what no target needs, and keeps what a lock names', async () => {
  await using home = await cliHome(world());
  const lock = ['lock', 'base', ...BIG_SUR, '--lock', 'team.lock.json', '--before', '2023-02-15'];
  expect((await home.run(lock)).code).toBe(0);
  expect((await home.run(['mirror', '--lock', 'team.lock.json', '-o', 'tree'])).code).toBe(0);
  expect((await home.run(['mirror', 'app', ...BIG_SUR, '-o', 'tree'])).code).toBe(0);
  const run = await home.run(['mirror', 'wrapper', ...BIG_SUR, '-o', 'tree', '--prune', '--json']);
  expect(run.code, run.stderr).toBe(0);
  const { contents } = await openMirror(join(home.work, 'tree'));
  const held = contents.bottles.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`);
  expect(held).toContain('base 1.0');
  expect(held.some((name) => name.startsWith('app '))).toBe(false);
  expect(JSON.parse(run.stdout).pruned.files).toBeGreaterThan(0);
  const files: string[] = [];
  for await (const name of listFiles(join(home.work, 'tree'))) files.push(name);
  expect(files.some((name) => name.includes('/app/'))).toBe(false);
});

test.each([
  [['mirror', ...BIG_SUR, '-o', 'x'], 'nothing says what to mirror'],
  [['mirror', '--all', ...BIG_SUR], 'mirror needs --output'],
  [['mirror', '--all', 'vim', ...BIG_SUR, '-o', 'x'], 'give one of them'],
  [['mirror', '--all', ...BIG_SUR, '-o', 'x.tar'], 'cannot make a .tar'],
  [['mirror', '--all', ...BIG_SUR, '-o', 'x', '--rate', 'fast'], '--rate fast is not a size'],
  [['mirror', '--all', ...BIG_SUR, '-o', 'x', '--offline'], '--offline contacts no server'],
])('%j is refused, and writes nothing', async (line, said) => {
  await using home = await cliHome(world());
  const run = await home.run(line);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(said);
  expect(await home.placed()).toEqual([]);
});

test('a dry run says how much would be fetched, and writes nothing', async () => {
  await using home = await cliHome(world());
  const line = ['mirror', '--all', ...BIG_SUR, '-o', 'tree', '--dry-run', '--rate', '1k', '--json'];
  const run = await home.run(line);
  expect(run.code, run.stderr).toBe(0);
  const told = JSON.parse(run.stdout);
  expect(told.unknown.bottles).toBe(0);
  expect(told.seconds).toBe(Math.ceil(told.estimatedBytes / 1000));
  expect(await home.placed()).toEqual([]);
  const real = await home.run(['mirror', '--all', ...BIG_SUR, '-o', 'tree', '--json']);
  expect(JSON.parse(real.stdout).fetchedBytes).toBe(told.known.sizeBytes);
});

test('with a file of answers, no list of versions is asked for', async () => {
  const { registry, tap } = world();
  await using maker = await cliHome();
  const file = maker.at('work/core.answers');
  await maker.run(['atlas', 'export', '-o', file, '--tap-dir', tap.path]);
  await using home = await cliHome({ registry, packagedAnswers: file });

  const run = await home.run(['mirror', '--all', ...BIG_SUR, '-o', 'tree', '--json']);
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout).counts.new).toBeGreaterThan(5);
  expect(registry.logged({ path: '/tags/list' })).toEqual([]);
});
