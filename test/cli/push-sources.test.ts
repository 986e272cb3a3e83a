import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { treeBlobPath } from '../../src/mirror/tree/file/tree-layout.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { writePublishedTree } from '../support/mirror/published-tree.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';
import { formatLock } from '../../src/lock/file/lock-schema.ts';

const REPOSITORY = 'homebrew/core/jq';

/** A registry with one version of jq for two systems, and a machine. */
interface World extends AsyncDisposable {
  readonly from: FakeRegistry;
  readonly published: Published;
  readonly home: CliHome;
}

async function startWorld(): Promise<World> {
  const from = await startRegistry({ access: 'open' });
  const published = publishBottles(from, {
    formula: 'jq',
    pkgVersion: '1.7',
    tags: ['big_sur', 'arm64_ventura'],
    fillerBytes: 300_000,
  });
  const home = await cliHome();
  return {
    from,
    published,
    home,
    [Symbol.asyncDispose]: async () => {
      await from[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Writes a mirror with both bottles. */
async function makeMirror(
  { from, published, home }: World,
  more: { readonly withoutManifests?: boolean } = {},
): Promise<string> {
  const what = { registry: from.url, published, formula: 'jq', pkgVersion: '1.7', ...more };
  return writePublishedTree(join(home.work, 'mirror'), what);
}

/** Writes a lock of the bottle for Big Sur. */
async function makeLock({ published, home }: World): Promise<string> {
  const bottle = published.bottles.get('big_sur');
  if (bottle === undefined) throw new Error('no bottle');
  const { sha256, sizeBytes, manifestDigest } = bottle;
  const name = { formula: 'jq', nameThen: 'jq', tap: 'homebrew/core', pkgVersion: '1.7' };
  const locked = {
    ...name,
    rebuild: 0,
    bottleTag: 'big_sur',
    reference: '1.7',
    sha256,
    sizeBytes,
    fileName: 'jq--1.7.big_sur.bottle.tar.gz',
    rootUrl: 'https://ghcr.io/v2/homebrew/core',
    url: `https://ghcr.io/v2/${REPOSITORY}/blobs/sha256:${sha256}`,
    indexDigest: published.indexDigest,
    manifestDigest,
    isRequested: true,
  };
  const targets = [{ bottleTag: 'big_sur', bottles: [locked] }];
  const path = join(home.work, 'brewpull.lock.json');
  await writeFile(path, formatLock({ schemaVersion: 1, targets }));
  return path;
}

function push(home: CliHome, words: readonly string[]): Promise<CliResult> {
  return home.run(['push', ...words]);
}

/** Pulls from a registry with an empty cache, and returns the bytes. */
async function pullFrom(registry: URL, target: string, home: CliHome): Promise<Buffer> {
  const words = ['jq', '--target', target, '--history', 'registry', '--registry', registry.href];
  const out = join(home.path, `out-${target}`);
  const place = ['-o', out, '--cache-dir', join(out, 'cache')];
  const pulled = await runCli([...words, ...place], { cwd: home.work });
  if (pulled.code !== 0) throw new Error(pulled.stderr);
  return readFile(pulled.stdout.trim());
}

test('a mirror is pushed as it was published, and a second push sends nothing', async () => {
  await using world = await startWorld();
  const { home, published } = world;
  await using to = await startRegistry({ access: 'open' });
  await makeMirror(world);
  const dry = await push(home, ['mirror', to.url.href, '--dry-run', '--json']);
  expect(JSON.parse(dry.stdout).results).toMatchObject([{ status: 'planned', isThere: false }, {}]);
  expect(new Set(to.requests.map(({ method }) => method))).toEqual(new Set(['HEAD']));

  const first = await push(home, ['mirror', to.url.href, '--json']);
  expect(first.code).toBe(0);
  const { indexDigest } = published;
  const state = { status: 'pushed', index: 'published', indexDigest, manifest: 'published' };
  expect(JSON.parse(first.stdout)).toMatchObject({ source: 'mirror', results: [state, state] });
  for (const [target, bottle] of published.bottles) {
    expect((await pullFrom(to.url, target, home)).equals(bottle.bytes)).toBe(true);
  }

  to.requests.length = 0;
  const second = await push(home, ['mirror', to.url.href, '--json']);
  expect(JSON.parse(second.stdout).results).toMatchObject([
    { status: 'present', sentBytes: 0, manifest: null, referrers: [] },
    { status: 'present' },
  ]);
  expect(to.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
});

test.each(['a bit is wrong', 'the end is missing'])(
  'when a blob of a mirror is damaged (%s), the blob never gets into the registry',
  async (damage) => {
    await using world = await startWorld();
    const { home, published } = world;
    await using to = await startRegistry({ access: 'open' });
    const tree = await makeMirror(world);
    const bottle = published.bottles.get('big_sur');
    if (bottle === undefined) throw new Error('no bottle');
    const bytes = Buffer.from(bottle.bytes);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    const wrong = damage === 'a bit is wrong' ? bytes : bytes.subarray(0, 100_000);
    await writeFile(join(tree, treeBlobPath(REPOSITORY, bottle.digest)), wrong);
    const result = await push(home, ['mirror', to.url.href, '--json']);

    expect(result.code).toBe(6);
    const code = damage === 'a bit is wrong' ? 'DIGEST_MISMATCH' : 'SIZE_MISMATCH';
    expect(JSON.parse(result.stdout).results).toMatchObject([
      { bottleTag: 'big_sur', status: 'failed', error: { code } },
      { bottleTag: 'arm64_ventura', status: 'pushed' },
    ]);
    const blobs = to.logged({ method: 'PUT', path: encodeURIComponent(bottle.digest) });
    expect(blobs.filter(({ status }) => status === 201)).toEqual([]);
    const asked = await fetch(new URL(`v2/${REPOSITORY}/blobs/${bottle.digest}`, to.url));
    expect(asked.status).toBe(404);
  },
);

test('manifests that a mirror lacks are rebuilt byte for byte', async () => {
  await using world = await startWorld();
  const { home, published } = world;
  await using to = await startRegistry({ access: 'open' });
  await makeMirror(world, { withoutManifests: true });
  const result = await push(home, ['mirror', to.url.href, '--json']);

  expect(result.code).toBe(0);
  const state = { status: 'pushed', index: 'published', manifest: 'rebuilt' };
  expect(JSON.parse(result.stdout).results).toMatchObject([state, state]);
  for (const [target, { manifestDigest, bytes }] of published.bottles) {
    const asked = to.logged({ method: 'PUT', path: `/manifests/${manifestDigest}` });
    expect(asked.map(({ status }) => status)).toEqual([201]);
    expect((await pullFrom(to.url, target, home)).equals(bytes)).toBe(true);
  }
});

test('a bottle whose manifest cannot be rebuilt is not pushed', async () => {
  await using world = await startWorld();
  await using other = await startRegistry({ access: 'open' });
  await using to = await startRegistry({ access: 'open' });
  // An index that was written in another way.
  const published = publishBottles(other, { formula: 'jq', pkgVersion: '1.7', tags: ['big_sur'] });
  const path = `v2/${REPOSITORY}/manifests/${published.indexDigest}`;
  const accept = 'application/vnd.oci.image.index.v1+json';
  const index = await (await fetch(new URL(path, other.url), { headers: { accept } })).text();
  const wrong = Buffer.from(index.replace('"arch\\":', '"arch\\" :'));
  const indexDigest = other.putManifest(REPOSITORY, '1.7', wrong, accept);
  const changed = { ...published, indexDigest };
  await makeMirror({ ...world, from: other, published: changed }, { withoutManifests: true });
  const result = await push(world.home, ['mirror', to.url.href]);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('cannot be rebuilt byte for byte');
  expect(to.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('a lock is streamed from its registry, and no bottle is left in the cache', async () => {
  await using world = await startWorld();
  const { home, from, published } = world;
  await using to = await startRegistry({ access: 'open' });
  await makeLock(world);
  const bottle = published.bottles.get('big_sur');
  const source = ['--registry', from.url.href];
  // The first answer breaks off in the middle.
  from.fault({ path: bottle?.digest ?? '', host: 'blobs' }, { cutAtPercent: 50, reset: true });
  const words = ['brewpull.lock.json', `${to.url.href}some/prefix`, ...source];
  const result = await push(home, [...words, '--json']);

  expect(result.stderr).toContain('the connection was reset; trying again');
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    source: 'lock',
    results: [
      { status: 'pushed', repository: `some/prefix/${REPOSITORY}`, sentBytes: bottle?.sizeBytes },
    ],
  });
  const ranges = from.logged({ host: 'blobs', path: bottle?.digest ?? '' });
  expect(ranges.map(({ headers }) => headers['range'])).toEqual([
    undefined,
    expect.stringMatching(/^bytes=[1-9]\d+-\d+$/),
  ]);
  const at = new URL(`${to.url.href}some/prefix`);
  expect((await pullFrom(at, 'big_sur', home)).equals(bottle?.bytes ?? Buffer.alloc(0))).toBe(true);
  const cached = await readdir(join(home.cache, 'blobs/sha256'), { recursive: true });
  expect(cached.filter((name) => name.endsWith(bottle?.sha256 ?? ''))).toEqual([]);
});

test.each([
  ['sends all again', { ignoreRange: true }],
  ['refuses parts', { status: 400 }],
])(
  'if a registry %s after a break, the bottle is read from its start, and what was sent is skipped',
  async (_how, fault) => {
    await using world = await startWorld();
    const { home, from, published } = world;
    await using to = await startRegistry({ access: 'open' });
    await makeLock(world);
    const { digest = '', bytes } = published.bottles.get('big_sur') ?? {};
    from.fault({ path: digest, host: 'blobs' }, { cutAtPercent: 50, reset: true });
    from.fault({ path: digest, host: 'blobs' }, fault);
    const words = ['brewpull.lock.json', to.url.href, '--registry', from.url.href];
    const result = await push(home, words);

    expect(result.code).toBe(0);
    expect((await pullFrom(to.url, 'big_sur', home)).equals(bytes ?? Buffer.alloc(0))).toBe(true);
  },
);

test('--dry-run of a lock asks only the registry that is pushed to', async () => {
  await using world = await startWorld();
  const { home, from } = world;
  await using to = await startRegistry({ access: 'open' });
  await makeLock(world);
  const words = ['brewpull.lock.json', to.url.href, '--registry', from.url.href];
  const result = await push(home, [...words, '--dry-run', '--json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([{ status: 'planned', isThere: false }]);
  expect(from.requests).toEqual([]);
  expect(to.requests.map(({ method }) => method)).toEqual(['HEAD']);
});

test('push takes the bottles of a lock from the cache, and asks the registry of the lock for none', async () => {
  await using world = await startWorld();
  const { home, from, published } = world;
  await using to = await startRegistry({ access: 'open' });
  await makeLock(world);
  const source = ['--registry', from.url.href];
  await home.run(['jq', '--target', 'big_sur', '--history', 'registry', ...source]);
  from.requests.length = 0;
  const result = await push(home, ['brewpull.lock.json', to.url.href, ...source]);

  expect(result).toMatchObject({ code: 0 });
  const { digest = '' } = published.bottles.get('big_sur') ?? {};
  expect(from.logged({ host: 'blobs', path: digest })).toEqual([]);
});

test('the given credentials are sent only to the registry that is pushed to', async () => {
  await using world = await startWorld();
  const { home, from } = world;
  const account = { username: 'ann', password: 'secret' };
  await using to = await startRegistry({ account });
  await makeLock(world);
  const words = ['push', 'brewpull.lock.json', to.url.href, '--registry', from.url.href];
  const result = await home.run([...words, '--creds', '-'], { stdin: 'ann:secret\n' });

  expect(result.code).toBe(0);
  const seen = from.requests.map(({ headers }) => headers['authorization']);
  expect(seen.every((value) => value === undefined)).toBe(true);
});

test('a lock and a mirror that do not exist are refused', async () => {
  await using home = await cliHome();
  const lock = await push(home, ['none.lock.json', 'http://127.0.0.1:9']);
  expect(lock.code).toBe(2);
  expect(lock.stderr).toContain('there is no none.lock.json');

  await rm(join(home.work, 'mirror'), { recursive: true, force: true });
  const mirror = await push(home, ['mirror', 'http://127.0.0.1:9']);
  expect(mirror.code).toBe(2);
});
