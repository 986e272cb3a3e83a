import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../src/core/digest.ts';
import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeImage } from '../support/image/make-image.ts';
import { storeOf } from '../support/image/registry-store.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { packUstar } from '../support/registry/ustar.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7'];

function image(home: CliHome, argv: readonly string[], stdin?: string): Promise<CliResult> {
  return home.run(['image', ...argv], stdin === undefined ? {} : { stdin });
}

test("an image becomes an archive with the registry's digests, and the same bytes in two runs", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const made = await makeImage(storeOf(registry), {
    repository: 'org/tool',
    tag: '1.0',
    platforms: PLATFORMS,
  });
  const name = `${registry.url.host}/org/tool:1.0`;
  const first = await image(home, [name, '--platform', 'linux/arm64', '--json']);
  const second = await image(home, [name, '--platform', 'linux/arm64/v8', '-o', 'again.tar']);
  const wanted = made.manifests.get('linux/arm64/v8');

  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.stdout)).toMatchObject({
    platform: 'linux/arm64',
    manifestDigest: wanted?.digest,
    imageId: wanted?.config,
    indexDigest: made.index,
    path: join(home.work, 'tool-1.0.tar'),
  });
  expect(second.stderr).toContain('docker load -i');
  const [a, b] = await Promise.all(
    ['tool-1.0.tar', 'again.tar'].map((file) => readFile(join(home.work, file))),
  );
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
});

test('--format oci-dir writes the layout as a folder', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  await makeImage(storeOf(registry), { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS });
  const result = await image(home, [
    `${registry.url.host}/org/tool:1.0`,
    '--platform',
    'linux/amd64',
    '--format',
    'oci-dir',
    '-o',
    'layout',
  ]);

  expect(result).toMatchObject({ code: 0, stdout: `${join(home.work, 'layout')}\n` });
  expect((await readdir(join(home.work, 'layout'))).toSorted()).toEqual([
    'blobs',
    'index.json',
    'manifest.json',
    'oci-layout',
  ]);
});

test('an existing layout is left alone, and nothing is left beside it', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const name = `${registry.url.host}/org/tool:1.0`;
  const argv = [name, '--platform', 'linux/amd64', '--format', 'oci-dir', '-o', 'layout'];
  const options = { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS };
  await makeImage(storeOf(registry), options);
  await image(home, argv);
  const before = await readFile(join(home.work, 'layout/index.json'), 'utf8');
  await makeImage(storeOf(registry), { ...options, layers: 3 });
  const result = await image(home, argv);

  expect(result.code).toBe(1);
  expect(await home.placed()).toEqual(['layout']);
  expect(await readFile(join(home.work, 'layout/index.json'), 'utf8')).toBe(before);
  await expect(verifyImage(join(home.work, 'layout'))).resolves.toMatchObject({ findings: [] });
});

test('a layer that an image has several times is fetched once', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const tar = packUstar([{ path: 'file', mode: 0o644, content: Buffer.from('content') }]);
  const packed = gzipSync(tar);
  const layer = {
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    digest: registry.putBlob('org/tool', packed),
    size: packed.length,
  };
  const diffId = digestOfBytes(tar);
  const rootfs = { type: 'layers', diff_ids: [diffId, diffId, diffId] };
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs }));
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      digest: registry.putBlob('org/tool', config),
      size: config.length,
    },
    layers: [layer, layer, layer],
  };
  registry.putManifest('org/tool', '1.0', manifest, mediaType);
  const result = await image(home, [`${registry.url.host}/org/tool:1.0`, '-o', 'tool.tar']);

  expect(result).toMatchObject({ code: 0 });
  expect(registry.logged({ host: 'blobs', path: layer.digest })).toHaveLength(1);
  await expect(verifyImage(join(home.work, 'tool.tar'))).resolves.toMatchObject({
    findings: [],
    image: { layers: 3 },
  });
});

test('list prints every tag, and inspect prints the platforms', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  for (const tag of ['1.0', '1.1']) {
    await makeImage(storeOf(registry), { repository: 'org/tool', tag, platforms: PLATFORMS });
  }
  const list = await image(home, ['list', `${registry.url.host}/org/tool`]);
  const inspect = await image(home, ['inspect', `${registry.url.host}/org/tool:1.0`, '--json']);

  expect(list).toMatchObject({ code: 0, stdout: '1.0\n1.1\n' });
  expect(JSON.parse(inspect.stdout)).toMatchObject({
    kind: 'index',
    platforms: PLATFORMS.map((platform) => ({ platform })),
  });
});

test('diff IDs that do not match the layers are refused: exit 4, nothing under the final name', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  await makeImage(storeOf(registry), {
    repository: 'org/tool',
    tag: '1.0',
    platforms: PLATFORMS,
    wrongDiffIds: true,
  });
  const result = await image(home, [
    `${registry.url.host}/org/tool:1.0`,
    '--platform',
    'linux/amd64',
  ]);

  expect(result.code).toBe(4);
  expect(result.stderr).toMatch(/expected sha256:\w+, got sha256:\w+/);
  expect(await home.placed()).toEqual([]);
});

test('credentials come from standard input and go only to that registry', async () => {
  await using home = await cliHome();
  const account = { username: 'me', password: 'secret' };
  await using registry = await startRegistry({ account });
  await makeImage(storeOf(registry), { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS });
  registry.makePrivate('org/tool');
  const argv = [`${registry.url.host}/org/tool:1.0`, '--platform', 'linux/amd64'];
  const without = await image(home, argv);
  const withCreds = await image(home, [...argv, '--creds', '-'], 'me:secret\n');

  expect(without.code).toBe(5);
  expect(withCreds).toMatchObject({ code: 0 });
  for (const { headers } of registry.logged({ host: 'blobs' })) {
    expect(headers).not.toHaveProperty('authorization');
  }
});

test('receipts from three networks agree on an image, and reveal one that was changed', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const options = { repository: 'org/tool', tag: '1.0', platforms: PLATFORMS };
  const made = await makeImage(storeOf(registry), options);
  const receive = (receipt: string, label: string): Promise<CliResult> =>
    runCli(
      [
        'image',
        `${registry.url.host}/org/tool:1.0`,
        '--platform=linux/amd64',
        `--output=${label}.tar`,
        `--receipt=${receipt}`,
        `--network-label=${label}`,
        '--country=DE',
        `--cache-dir=${join(home.work, `cache-${label}`)}`,
      ],
      { cwd: home.work },
    );
  const first = await receive('home.json', 'home');
  await receive('tor.json', 'tor');
  await receive('vpn.json', 'vpn');
  await makeImage(storeOf(registry), { ...options, layers: 3 });
  await receive('later.json', 'later');
  const agree = await runCli(['compare', 'home.json', 'tor.json', 'vpn.json'], { cwd: home.work });
  const differ = await runCli(['compare', 'home.json', 'tor.json', 'later.json'], {
    cwd: home.work,
  });

  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('receipt: ') });
  const receipt = JSON.parse(await readFile(join(home.work, 'home.json'), 'utf8'));
  const wanted = made.manifests.get('linux/amd64');
  expect(receipt).toMatchObject({
    network: { label: 'home', country: 'DE' },
    artifacts: [
      {
        kind: 'image',
        reference: `${registry.url.host}/org/tool:1.0`,
        platform: 'linux/amd64',
        index: { digest: made.index },
        manifest: { digest: wanted?.digest },
        config: { digest: wanted?.config },
        layers: wanted?.layers.map((digest) => ({ digest })),
        connection: { redirectHost: registry.blobUrl.host },
      },
    ],
  });
  expect(agree.code).toBe(0);
  expect(differ.code).toBe(4);
  expect(differ.stdout).toMatch(/index|manifest/);
});

test('an image that fails leaves no receipt', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const result = await image(home, [`${registry.url.host}/org/tool:1.0`, '--receipt', 'r.json']);

  expect(result.code).toBe(5);
  expect(await home.placed()).toEqual([]);
});
