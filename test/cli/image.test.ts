import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeImage, type ImageStore } from '../support/image/make-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7'];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-image-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function image(argv: readonly string[], stdin?: string): Promise<CliResult> {
  return runCli(['image', ...argv, '--cache-dir', join(folder, 'cache')], {
    cwd: folder,
    ...(stdin === undefined ? {} : { stdin }),
  });
}

function storeOf(registry: FakeRegistry): ImageStore {
  return {
    putBlob: (repository, _digest, bytes) => void registry.putBlob(repository, bytes),
    putManifest: (repository, reference, bytes, mediaType) =>
      void registry.putManifest(
        repository,
        reference.startsWith('sha256:') ? undefined : reference,
        bytes,
        mediaType,
      ),
  };
}

async function files(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== 'cache');
}

test("an image becomes an archive with the registry's own bytes, the same twice", async () => {
  await using registry = await startRegistry();
  const made = await makeImage(storeOf(registry), {
    repository: 'org/tool',
    tag: '1.0',
    platforms: PLATFORMS,
  });
  const name = `${registry.url.host}/org/tool:1.0`;
  const first = await image([name, '--platform', 'linux/arm64', '--json']);
  const second = await image([name, '--platform', 'linux/arm64/v8', '-o', 'again.tar']);
  const wanted = made.manifests.get('linux/arm64/v8');

  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.stdout)).toMatchObject({
    platform: 'linux/arm64',
    manifestDigest: wanted?.digest,
    imageId: wanted?.config,
    indexDigest: made.index,
    path: join(folder, 'tool-1.0.tar'),
  });
  expect(second.stderr).toContain('docker load -i');
  const [a, b] = await Promise.all(
    ['tool-1.0.tar', 'again.tar'].map((file) => readFile(join(folder, file))),
  );
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
});

test('--format oci-dir writes the layout as a folder', async () => {
  await using registry = await startRegistry();
  await makeImage(storeOf(registry), { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS });
  const result = await image([
    `${registry.url.host}/org/tool:1.0`,
    '--platform',
    'linux/amd64',
    '--format',
    'oci-dir',
    '-o',
    'layout',
  ]);

  expect(result).toMatchObject({ code: 0, stdout: `${join(folder, 'layout')}\n` });
  expect((await readdir(join(folder, 'layout'))).toSorted()).toEqual([
    'blobs',
    'index.json',
    'manifest.json',
    'oci-layout',
  ]);
});

test('list gives every tag, and inspect the platforms', async () => {
  await using registry = await startRegistry();
  for (const tag of ['1.0', '1.1']) {
    await makeImage(storeOf(registry), { repository: 'org/tool', tag, platforms: PLATFORMS });
  }
  const list = await image(['list', `${registry.url.host}/org/tool`]);
  const inspect = await image(['inspect', `${registry.url.host}/org/tool:1.0`, '--json']);

  expect(list).toMatchObject({ code: 0, stdout: '1.0\n1.1\n' });
  expect(JSON.parse(inspect.stdout)).toMatchObject({
    kind: 'index',
    platforms: PLATFORMS.map((platform) => ({ platform })),
  });
});

test('a platform that is not there: exit 3, and what there is', async () => {
  await using registry = await startRegistry();
  await makeImage(storeOf(registry), { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS });
  const result = await image([`${registry.url.host}/org/tool:1.0`, '--platform', 'linux/s390x']);

  expect(result.code).toBe(3);
  expect(result.stderr).toContain('linux/amd64, linux/arm64/v8, linux/arm/v7');
  expect(await files()).toEqual([]);
});

test('a config whose diff IDs do not match the layers: exit 4, nothing under the final name', async () => {
  await using registry = await startRegistry();
  await makeImage(storeOf(registry), {
    repository: 'org/tool',
    tag: '1.0',
    platforms: PLATFORMS,
    wrongDiffIds: true,
  });
  const result = await image([`${registry.url.host}/org/tool:1.0`, '--platform', 'linux/amd64']);

  expect(result.code).toBe(4);
  expect(result.stderr).toMatch(/expected sha256:\w+, got sha256:\w+/);
  expect(await files()).toEqual([]);
});

test.each([
  ['a corrupt layer', { flipBitAt: 20 }, 4],
  ['a truncated layer', { truncateTo: 20 }, 4],
  ['429 with hours to wait', { status: 429, headers: { 'retry-after': '21600' } }, 5],
])('%s: exit %s, nothing under the final name', async (_name, fault, code) => {
  await using registry = await startRegistry();
  const made = await makeImage(storeOf(registry), {
    repository: 'org/tool',
    tag: '1.0',
    platforms: PLATFORMS,
  });
  const [layer = ''] = made.manifests.get('linux/amd64')?.layers ?? [];
  registry.fault({ host: 'blobs', path: new RegExp(layer) }, fault, 50);
  const result = await image([`${registry.url.host}/org/tool:1.0`, '--platform', 'linux/amd64']);

  expect(result.code).toBe(code);
  expect(await files()).toEqual([]);
});

test('an artifact that is no image is said to be one', async () => {
  await using registry = await startRegistry();
  const config = registry.putBlob('org/chart', Buffer.from('{}'));
  registry.putManifest('org/chart', '1.0', {
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: config, size: 2 },
    layers: [],
  });
  const result = await image([`${registry.url.host}/org/chart:1.0`]);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('is no container image');
});

test('credentials come from standard input and go to that registry alone', async () => {
  const account = { username: 'me', password: 'secret' };
  await using registry = await startRegistry({ account });
  await makeImage(storeOf(registry), { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS });
  registry.makePrivate('org/tool');
  const argv = [`${registry.url.host}/org/tool:1.0`, '--platform', 'linux/amd64'];
  const without = await image(argv);
  const withCreds = await image([...argv, '--creds', '-'], 'me:secret\n');

  expect(without.code).toBe(5);
  expect(withCreds).toMatchObject({ code: 0 });
  for (const { headers } of registry.logged({ host: 'blobs' })) {
    expect(headers).not.toHaveProperty('authorization');
  }
});
