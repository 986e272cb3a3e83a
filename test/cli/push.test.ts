import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startDistribution } from '../support/registry/distribution.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import type { PublishedBottle } from '../support/registry/publish-bottles.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const PROGRAM = '/usr/bin/docker-registry';
const ACCOUNT = { username: 'ann', password: 'secret' };
/** Two runs of brewpull bundle, on a machine that is busy with other tests. */
const SETUP_MS = 60_000;

const world = once(() => startVimWorld({ fillerBytes: 100_000 }), SETUP_MS);
const home = once(async () => {
  const made = await cliHome(world());
  await makeBundle(made, 'intel.tar', ['big_sur']);
  await makeBundle(made, 'arm.tar', ['arm64_monterey', 'arm64_ventura']);
  return made;
}, SETUP_MS);

async function makeBundle(at: CliHome, name: string, tags: readonly string[]): Promise<void> {
  const targets = tags.flatMap((bottleTag) => ['--target', bottleTag]);
  const more = ['--before', '2023-09-20'];
  const made = await at.run(['bundle', 'vim', ...targets, '-o', name, ...more]);
  // This tap has only vim, and nothing that vim needs.
  if (made.code !== 6) throw new Error(made.stderr);
}

function push(
  bundle: string,
  registry: URL | string,
  more: readonly string[] = [],
  how: Partial<CliWorld> = {},
): Promise<CliResult> {
  return runCli(['push', bundle, String(registry), ...more], { cwd: home().work, ...how });
}

/** Pulls from a registry with an empty cache, by its own list of tags. */
async function pullFrom(registry: string, target = 'big_sur'): Promise<CliResult> {
  const out = await mkdtemp(join(home().work, 'out-'));
  const place = ['--registry', registry, '--cache-dir', join(out, 'cache')];
  return runCli(['vim', '--target', target, '--history', 'registry', '-o', out, ...place], {
    cwd: home().work,
  });
}

function bottle(bottleTag: string): PublishedBottle {
  const found = world().published.get('9.0.1900')?.bottles.get(bottleTag);
  if (found === undefined) throw new Error('the world has no such bottle');
  return found;
}

test('a bundle comes back from the CNCF registry byte for byte', async ({ skip }) => {
  skip(!existsSync(PROGRAM), `${PROGRAM} is not installed (apt-get install docker-registry)`);
  await using registry = await startDistribution(PROGRAM);
  const to = `${registry.url.origin}/some/prefix`;
  const result = await push('intel.tar', to, ['--json']);

  expect(result.code).toBe(0);
  const place = { repository: 'some/prefix/homebrew/core/vim', reference: '9.0.1900' };
  // distribution looks for every manifest that an index names.
  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 1,
    registry: `${registry.url.origin}/v2/some/prefix`,
    results: [{ formula: 'vim', status: 'pushed', index: 'reduced', ...place }],
  });
  const pulled = await pullFrom(to);
  expect(pulled.code).toBe(0);
  expect((await readFile(pulled.stdout.trim())).equals(bottle('big_sur').bytes)).toBe(true);

  const second = await push('intel.tar', to, ['--json']);
  expect(JSON.parse(second.stdout).results).toMatchObject([{ status: 'present', sentBytes: 0 }]);

  // Another bundle of the same version adds to the index; the first one's bottle stays.
  const added = await push('arm.tar', to, ['--json']);
  expect(JSON.parse(added.stdout).results).toMatchObject([
    { status: 'pushed', index: 'reduced' },
    { status: 'pushed', index: 'reduced' },
  ]);
  for (const bottleTag of ['big_sur', 'arm64_monterey', 'arm64_ventura']) {
    const again = await pullFrom(to, bottleTag);
    expect(again.code).toBe(0);
    expect((await readFile(again.stdout.trim())).equals(bottle(bottleTag).bytes)).toBe(true);
  }
});

test('a registry that takes the index as it was published keeps its digest', async () => {
  await using registry = await startRegistry({ access: 'open', uploads: { takesAnyIndex: true } });
  const result = await push('intel.tar', registry.url, ['--json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    { index: 'published', indexDigest: world().published.get('9.0.1900')?.indexDigest },
  ]);
  expect(await pullFrom(registry.url.href)).toMatchObject({ code: 0 });
});

test('a push uses its credentials, and sends nothing without them', async () => {
  await using registry = await startRegistry({ account: ACCOUNT });
  const refused = await push('intel.tar', registry.url);
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('docker login');
  expect(registry.logged({ method: 'PUT' })).toEqual([]);

  const given = await push('intel.tar', registry.url, ['--creds', '-'], { stdin: 'ann:secret\n' });
  expect(given).toMatchObject({ code: 0 });
  expect(given.stdout).toMatch(
    /^homebrew\/core\/vim:9\.0\.1900 +big_sur .*pushed, index reduced\n$/,
  );
  expect(registry.logged({ host: 'token' })[0]?.path).toContain(
    encodeURIComponent('repository:homebrew/core/vim:pull'),
  );
  expect(registry.logged({ host: 'token' }).some(({ path }) => path.includes('push'))).toBe(true);
});

test('--dry-run says what would be sent, and sends nothing', async () => {
  await using registry = await startRegistry({ access: 'open' });
  const result = await push('intel.tar', registry.url, ['--dry-run']);

  expect(result.code).toBe(0);
  expect(result.stdout).toContain('to be sent');
  expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD']);
});

test('a push tries again after a busy registry and a connection reset', async () => {
  await using registry = await startRegistry({ access: 'open' });
  registry.fault({ method: 'POST' }, { status: 503 });
  registry.fault({ method: 'PUT', path: '/blobs/' }, { reset: true });
  registry.fault({ method: 'PUT', path: '/manifests/' }, { status: 502 });
  const result = await push('intel.tar', registry.url);

  expect(result.code).toBe(0);
  expect(await pullFrom(registry.url.href)).toMatchObject({ code: 0 });

  registry.requests.length = 0;
  const second = await push('intel.tar', registry.url, ['--json']);
  expect(JSON.parse(second.stdout).results).toMatchObject([{ status: 'present', index: 'kept' }]);
  expect(new Set(registry.requests.map(({ method }) => method))).toEqual(new Set(['HEAD', 'GET']));
});

test('a blob is sent in pieces if large requests are refused', async () => {
  await makeLarge();
  await using registry = await startRegistry({
    access: 'open',
    uploads: { maxBodyBytes: 17 * 1024 * 1024 },
  });
  const result = await push('large.tar', registry.url, ['--json']);

  expect(result.code).toBe(0);
  expect(registry.logged({ method: 'PATCH' }).map(({ status }) => status)).toEqual([202, 202]);
  expect(await pullFrom(registry.url.href)).toMatchObject({ code: 0 });
});

test('a blob is sent in pieces from the third try on if long requests are cut off', async () => {
  await makeLarge();
  await using registry = await startRegistry({ access: 'open' });
  registry.fault({ method: 'PUT', path: '/blobs/' }, { reset: true }, 2);
  const result = await push('large.tar', registry.url);

  expect(result.code).toBe(0);
  expect(registry.logged({ method: 'PATCH' })).toHaveLength(2);
});

test('a push fails if the registry names another digest', async () => {
  const saysDigest = `sha256:${'0'.repeat(64)}`;
  await using registry = await startRegistry({ access: 'open', uploads: { saysDigest } });
  const result = await push('intel.tar', registry.url);

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(saysDigest);
});

test('one bottle that is refused does not stop the other', async () => {
  await using registry = await startRegistry({ access: 'open' });
  const { digest } = bottle('arm64_monterey');
  const path = encodeURIComponent(digest);
  registry.fault({ method: 'PUT', path }, { status: 403 }, 9);
  const result = await push('arm.tar', registry.url, ['--json']);

  expect(result.code).toBe(6);
  expect(JSON.parse(result.stdout).results).toMatchObject([
    { bottleTag: 'arm64_monterey', status: 'failed', error: { code: 'UNAUTHORIZED' } },
    { bottleTag: 'arm64_ventura', status: 'pushed' },
  ]);
  expect(await pullFrom(registry.url.href, 'arm64_ventura')).toMatchObject({ code: 0 });
});

test('a tag that holds something else is replaced only with --force', async () => {
  await using registry = await startRegistry({ access: 'open' });
  const entry = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: registry.putBlob('homebrew/core/vim', Buffer.from('other')),
    size: 5,
    annotations: { 'org.opencontainers.image.ref.name': '9.0.1900.big_sur' },
  };
  registry.putManifest('homebrew/core/vim', '9.0.1900', { schemaVersion: 2, manifests: [entry] });
  const refused = await push('intel.tar', registry.url);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('--force');

  expect((await push('intel.tar', registry.url, ['--force'])).code).toBe(0);
  expect(await pullFrom(registry.url.href)).toMatchObject({ code: 0 });
});

test('a read-only registry, a missing bundle and a bad address are refused', async () => {
  await using registry = await startRegistry({ access: 'open' });
  registry.fault({ method: 'POST' }, { status: 405 });
  const readOnly = await push('intel.tar', registry.url);
  expect(readOnly.code).toBe(5);
  expect(readOnly.stderr).toContain('read-only');

  const missing = await push('none.tar', registry.url);
  expect(missing.code).toBe(2);
  const place = await push('intel.tar', 'http://user:pw@127.0.0.1');
  expect(place.stderr).toContain('contains credentials');
  expect((await push('intel.tar', '')).code).toBe(2);
});

/** A bundle whose one bottle is larger than a piece. */
async function makeLarge(): Promise<void> {
  if (existsSync(join(home().work, 'large.tar'))) return;
  await using large = await startVimWorld({
    fillerBytes: 20 * 1024 * 1024,
    only: { pkgVersion: '9.0.1900', bottleTag: 'big_sur' },
  });
  const place = ['--tap-dir', large.tap.path, '--registry', large.registry.url.href];
  const cache = ['--cache-dir', join(home().work, 'large')];
  const made = await runCli(
    ['bundle', 'vim', '--target', 'big_sur', '-o', 'large.tar', ...place, ...cache],
    { cwd: home().work },
  );
  if (made.code !== 6) throw new Error(made.stderr);
}
