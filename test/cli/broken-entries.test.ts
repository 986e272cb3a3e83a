import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const VIM = 'homebrew/core/vim';
const REF_NAME = 'org.opencontainers.image.ref.name';

/** An entry of an index, as JSON. */
interface Entry {
  annotations: Record<string, unknown>;
  [field: string]: unknown;
}

/** 9.0 with bottles for three systems, and the newer 9.1 whose index has a broken entry for macOS 11. */
async function startVim(spoil: (entry: Entry) => unknown): Promise<FakeRegistry> {
  const registry = await startRegistry({ access: 'open' });
  const tags = ['big_sur', 'arm64_sonoma', 'x86_64_linux'];
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0', tags });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.1', tags });
  await spoilIndex(registry, '9.1', spoil);
  return registry;
}

/** Replaces the first entry of an index. */
async function spoilIndex(
  registry: FakeRegistry,
  reference: string,
  spoil: (entry: Entry) => unknown,
): Promise<void> {
  const headers = { accept: 'application/vnd.oci.image.index.v1+json' };
  const url = new URL(`v2/${VIM}/manifests/${reference}`, registry.url);
  const response = await fetch(url, { headers });
  const index: { manifests: [Entry, ...unknown[]] } = JSON.parse(await response.text());
  const [first, ...others] = index.manifests;
  const spoilt = { ...index, manifests: [spoil(first), ...others] };
  // JSON has numbers that JavaScript cannot write.
  const text = JSON.stringify(spoilt).replace('"1e400"', '1e400');
  const type = 'application/vnd.oci.image.index.v1+json';
  registry.putManifest(VIM, reference, Buffer.from(text), type);
}

function resolve(
  home: CliHome,
  registry: FakeRegistry,
  target: string,
  more: readonly string[] = [],
): Promise<CliResult> {
  const place = ['--registry', registry.url.href];
  return home.run([
    'resolve',
    'vim',
    '--target',
    target,
    '--history',
    'registry',
    ...place,
    ...more,
  ]);
}

function withAnnotation(entry: Entry, name: string, value: unknown): Entry {
  return { ...entry, annotations: { ...entry.annotations, [name]: value } };
}

test.each<[string, (entry: Entry) => unknown, RegExp]>([
  [
    'a digest that is none',
    (entry) => ({ ...entry, digest: 'sha256:x' }),
    /is for big_sur .*manifests\[0\]\.digest: not a sha256 digest/,
  ],
  ['no digest', ({ digest: _none, ...entry }) => entry, /manifests\[0\]/],
  ['a size below zero', (entry) => ({ ...entry, size: -1 }), /manifests\[0\]\.size: not a size/],
  ['a size of 2^53 + 1', (entry) => ({ ...entry, size: 2 ** 53 }), /not a size in bytes/],
  ['a size beyond all numbers', (entry) => ({ ...entry, size: '1e400' }), /manifests\[0\]\.size/],
  ['no media type', ({ mediaType: _none, ...entry }) => entry, /is for big_sur .*manifests\[0\]/],
  [
    'no name',
    (entry) => withAnnotation(entry, REF_NAME, undefined),
    /has no annotations of a bottle/,
  ],
  [
    'a number for a name',
    (entry) => withAnnotation(entry, REF_NAME, 7),
    /has no annotations of a bottle/,
  ],
  ['a name of nothing', (entry) => withAnnotation(entry, REF_NAME, 'oops'), /a different version/],
  [
    "another version's name",
    (entry) => withAnnotation(entry, REF_NAME, '8.0.big_sur'),
    /is for big_sur .*a different version/,
  ],
  [
    'a bottle digest that is none',
    (entry) => withAnnotation(entry, 'sh.brew.bottle.digest', 'x'),
    /is for big_sur .*not a sha256/,
  ],
  [
    'no bottle digest',
    (entry) => withAnnotation(entry, 'sh.brew.bottle.digest', undefined),
    /is for big_sur/,
  ],
  [
    'no annotations',
    (entry) => ({ ...entry, annotations: null }),
    /is for big_sur .*no annotations/,
  ],
  ['a list of annotations', (entry) => ({ ...entry, annotations: [7] }), /is for big_sur/],
  [
    'a platform that is none',
    (entry) => ({ ...entry, platform: 'darwin' }),
    /is for big_sur .*platform/,
  ],
  ['nothing in it', () => null, /may be for macOS 11.* manifests\[0\]/],
  [
    'a media type of no image',
    (entry) => ({ ...entry, mediaType: 'text/plain' }),
    /is for big_sur .*media type/,
  ],
  [
    'empty annotations and no platform',
    ({ mediaType, digest, size }) => ({ mediaType, digest, size, annotations: {} }),
    /may be for macOS 11.* no annotations/,
  ],
  [
    'neither annotations nor platform',
    ({ mediaType, digest, size }) => ({ mediaType, digest, size, annotations: null }),
    /may be for macOS 11.* no annotations/,
  ],
  [
    'a name of nothing and no platform',
    ({ platform: _none, ...entry }) => withAnnotation(entry, REF_NAME, 'x'),
    /may be for macOS 11.* a different version/,
  ],
])(
  'if an entry of the newest index has %s, the target fails instead of getting an older answer or none',
  async (_name, spoil, words) => {
    await using home = await cliHome();
    await using registry = await startVim(spoil);
    const result = await resolve(home, registry, 'big_sur');

    expect(result.stderr).toMatch(words);
    expect(result.stderr).toContain(`${registry.url.host}/${VIM}:9.1`);
    expect(result.stderr).toContain('cannot be read');
    expect(result.code).toBe(5);

    const others = await resolve(home, registry, 'arm64_sonoma');
    expect(others.code).toBe(0);
    expect(others.stdout).toContain('9.1');
    const both = await resolve(home, registry, 'arm64_sonoma', ['--target', 'big_sur', '--json']);
    expect(JSON.parse(both.stdout).results).toMatchObject([
      { status: 'found', pkgVersion: '9.1' },
      { status: 'failed', error: { code: 'REGISTRY_RESPONSE' } },
    ]);
  },
);

test.each<[string, (entry: Entry) => unknown]>([
  [
    'of a media type that nobody knows',
    (entry) => ({ ...entry, mediaType: 'application/x', digest: 7 }),
  ],
  [
    'of BuildKit',
    (entry) => ({ ...entry, digest: 7, platform: { os: 'unknown', architecture: 'unknown' } }),
  ],
  [
    'for another system, by its platform',
    (entry) => ({
      ...withAnnotation(entry, REF_NAME, undefined),
      platform: { os: 'darwin', architecture: 'arm64', 'os.version': 'macOS 14' },
    }),
  ],
  [
    'for a newer macOS',
    (entry) => withAnnotation({ ...entry, digest: 7 }, REF_NAME, '9.1.monterey'),
  ],
  [
    'for a newer macOS, without a platform',
    ({ platform: _none, ...entry }) =>
      withAnnotation({ ...entry, digest: 'sha256:7' }, REF_NAME, '9.1.arm64_ventura'),
  ],
])('an entry %s that cannot be read changes nothing', async (_name, spoil) => {
  await using home = await cliHome();
  await using registry = await startVim(spoil);
  const result = await resolve(home, registry, 'big_sur');

  expect(result.code).toBe(0);
  expect(result.stdout).toContain('9.0');
});

test('a broken entry for an older macOS counts only if that bottle would be poured', async () => {
  await using home = await cliHome();
  await using registry = await startVim((entry) =>
    withAnnotation({ ...entry, digest: 7 }, REF_NAME, '9.1.catalina'),
  );

  expect((await resolve(home, registry, 'big_sur')).code).toBe(5);
  expect((await resolve(home, registry, 'big_sur', ['--exact'])).code).toBe(0);
});

test('with --before, a broken index that is newer does not count', async () => {
  await using home = await cliHome();
  await using registry = await startVim(() => null);
  const index = { formula: 'vim', pkgVersion: '8.9', tags: ['big_sur'] };
  publishBottles(registry, { ...index, created: '2022-01-01T00:00:00Z' });
  const result = await resolve(home, registry, 'big_sur', ['--before', '2023-01-01']);

  expect(result.code).toBe(0);
  expect(result.stdout).toContain('8.9');
});

test('a broken entry of an index older than the answer changes nothing', async () => {
  await using home = await cliHome();
  await using registry = await startVim((entry) => entry);
  await spoilIndex(registry, '9.0', () => null);
  const result = await resolve(home, registry, 'big_sur');

  expect(result.code).toBe(0);
  expect(result.stdout).toContain('9.1');
});

test('if history names the bottle, its broken entry is reported, not that only others exist', async () => {
  await using home = await cliHome();
  await using registry = await startVim((entry) => ({ ...entry, digest: 'sha256:x' }));
  const bottle = { entries: { big_sur: 'ab'.repeat(32) } };
  const text = formulaText({ name: 'vim', version: '9.1', explicitVersion: true, bottle });
  await using tap = await buildTap({
    commits: [{ subject: 'vim', write: { 'Formula/vim.rb': text } }],
  });
  const place = ['--registry', registry.url.href, '--cache-dir', home.cache];
  const result = await runCli(
    ['pull', 'vim', '--target', 'big_sur', '--tap-dir', tap.path, ...place],
    {
      cwd: home.work,
    },
  );

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('manifests[0].digest: not a sha256 digest');
  expect(result.stderr).not.toContain('only arm64_sonoma');
});

test.each<[string, string, RegExp]>([
  ['lists within lists, without end', '['.repeat(2_000_000), /nested deeper/],
  ['objects within objects', '{"a":'.repeat(600_000), /nested deeper/],
  [
    'a hundred thousand entries',
    `{"schemaVersion":2,"manifests":[${Array.from({ length: 100_000 }, () => '{}').join(',')}]}`,
    /bad manifests: more than the limit of 10,000 entries/,
  ],
  ['numbers beyond all numbers', '{"schemaVersion":1e400,"manifests":[]}', /not an image index/],
])('an index of %s is refused with a clear message: exit 5', async (_name, text, words) => {
  await using home = await cliHome();
  await using registry = await startVim((entry) => entry);
  const type = 'application/vnd.oci.image.index.v1+json';
  registry.putManifest(VIM, '9.1', Buffer.from(text), type);
  const result = await resolve(home, registry, 'big_sur');

  expect(result.code).toBe(5);
  expect(result.stderr).toMatch(words);
  expect(result.stderr).not.toContain('bug');
});

test('a build record nested too deeply is refused with a clear message: exit 5', async () => {
  await using home = await cliHome();
  await using registry = await startVim((entry) =>
    withAnnotation(entry, 'sh.brew.tab', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`),
  );
  const place = ['--registry', registry.url.href, '--cache-dir', home.cache];
  const argv = ['pull', 'vim', '--target', 'big_sur', '--history', 'registry', ...place];
  const result = await runCli(argv, { cwd: home.work });

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('nested deeper');
  expect(result.stderr).not.toContain('bug');
});
