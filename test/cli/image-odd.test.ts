import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../src/core/digest.ts';
import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { startImageWorld, type ImageWorld } from '../support/image/image-world.ts';
import {
  makeLayer,
  makeTar,
  putImage,
  REPOSITORY,
  type MadeLayer,
  type PutOptions,
} from '../support/image/put-image.ts';

function pull(
  world: ImageWorld,
  reference?: string,
  ...argv: readonly string[]
): Promise<CliResult> {
  return world.pull(reference, ...argv);
}

async function expectNothing(world: ImageWorld): Promise<void> {
  expect(await world.made()).toEqual([]);
}

const tar = makeTar();
const diffId = digestOfBytes(tar);
const gzip = gzipSync(tar);
const other = gzipSync(makeTar('other'));

function layer(bytes: Uint8Array, mediaType?: string): MadeLayer {
  return mediaType === undefined ? { bytes, diffId } : { bytes, diffId, mediaType };
}

/** Real zstd needs a newer Node than brewpull does: only the first bytes count. */
const zstd = Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.from('not looked into')]);
const xz = Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.from('not looked into')]);
const split = tar.length / 2;

test.each<readonly [string, PutOptions]>([
  ['a config called octet-stream', { configType: 'application/octet-stream' }],
  ['a config called JSON', { configType: 'application/json' }],
  ['a config called a page', { configType: 'text/html' }],
  ['a config without a media type', { configType: '' }],
  ['no layers at all', { layers: [], config: { rootfs: { type: 'layers', diff_ids: null } } }],
  ['layers that are null', { layers: [], manifest: { layers: null } }],
  [
    'a layer of two gzip streams, one after the other',
    {
      layers: [
        layer(Buffer.concat([gzipSync(tar.subarray(0, split)), gzipSync(tar.subarray(split))])),
      ],
    },
  ],
  ['a plain tar under the type of a gzipped one', { layers: [layer(tar)] }],
  ['a gzipped tar under a general type', { layers: [layer(gzip, 'application/octet-stream')] }],
  [
    'a foreign layer that the registry has',
    { layers: [layer(gzip, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip')] },
  ],
])('%s is accepted without a note, and the archive is sound', async (_name, options) => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0', ...options });
  const result = await pull(world);

  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).not.toContain('note:');
  await expect(verifyImage(join(world.folder, 'tool.tar'))).resolves.toMatchObject({
    findings: [],
    notes: [],
  });
});

const ZSTD = 'application/vnd.oci.image.layer.v1.tar+zstd';
const ENCRYPTED = 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted';

test.each<readonly [string, MadeLayer, RegExp]>([
  ['zstd', layer(zstd, ZSTD), /is packed with zstd: .* Docker before 23 cannot load it\.$/m],
  ['zstd called gzip', layer(zstd), /is packed with zstd though it is called \S+gzip: .*before 23/],
  ['xz called gzip', layer(xz), /is packed with xz though it is called \S+gzip: its digest is/],
  [
    'encrypted',
    layer(Buffer.from('secret'), ENCRYPTED),
    /is encrypted \(\S+\): .*docker load cannot/,
  ],
  [
    'WebAssembly',
    layer(Buffer.from('\0asm'), 'application/wasm'),
    /is application\/wasm and not a tar: .*docker load cannot unpack it/,
  ],
])(
  'a layer that is %s is accepted with a note, and verify says the same',
  async (_name, made, note) => {
    await using world = await startImageWorld();
    putImage(world.registry, { tag: '1.0', layers: [made] });
    const result = await pull(world);
    const verdict = await verifyImage(join(world.folder, 'tool.tar'));

    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toMatch(note);
    expect(verdict.findings).toEqual([]);
    expect(verdict.notes).toEqual([expect.stringMatching(note)]);
  },
);

test('an image with more layers than the classic image store takes is reported', async () => {
  await using world = await startImageWorld();
  const layers = Array.from({ length: 126 }, (_, index) => makeLayer(`layer ${index}`));
  putImage(world.registry, { tag: '1.0', layers: layers.slice(1) });
  const fitting = await pull(world);
  putImage(world.registry, { tag: '1.0', layers });
  const result = await pull(world, ':1.0', '--output', 'more.tar');

  expect(fitting.stderr).not.toContain('note:');
  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toContain('has 126 layers: Docker');
});

test('an image for WebAssembly is reported to need a runtime', async () => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0', config: { os: 'wasi', architecture: 'wasm' } });
  const result = await pull(world, ':1.0', '--platform', 'wasi/wasm');

  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toContain('is WebAssembly: Docker runs it only with');
});

test.each<readonly [string, Uint8Array, RegExp]>([
  [
    'zero bytes',
    Buffer.alloc(512),
    /org\/tool layer 1 of 1 has 512 bytes after the end of its gzip stream/,
  ],
  ['one zero byte', Buffer.alloc(1), /has 1 bytes after the end/],
  ['words', Buffer.from('words'), /org\/tool layer 1 of 1 is damaged gzip/],
  ['half a gzip stream', other.subarray(0, -4), /is damaged gzip/],
  ['another gzip stream', other, /the content of org\/tool layer 1 of 1: expected sha256:/],
  ['zero bytes and a gzip stream', Buffer.concat([Buffer.alloc(9), other]), /bytes after the end/],
])('a layer with %s after its gzip stream is refused', async (_name, more, message) => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0', layers: [layer(Buffer.concat([gzip, more]))] });
  const result = await pull(world);

  expect(result.code).toBe(4);
  expect(result.stderr).toMatch(message);
  await expectNothing(world);
});

test.each([1, -1, 1000])('a config size that is wrong by %d is refused', async (error) => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0' });
  await pull(world, ':1.0', '--output', 'cached.tar');
  await rm(join(world.folder, 'cached.tar'));
  putImage(world.registry, { tag: '1.0', configSizeError: error });
  const cached = await pull(world);
  await rm(join(world.folder, 'cache'), { recursive: true });
  const fetched = await pull(world);

  for (const result of [cached, fetched]) {
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/the config of \S+: expected \d+ bytes, got \d+/);
  }
  await expectNothing(world);
});

test('a wrong layer size is refused even if the cache has the layer', async () => {
  await using world = await startImageWorld();
  const [size, mediaType] = [gzip.length + 1, 'application/vnd.oci.image.layer.v1.tar+gzip'];
  putImage(world.registry, { tag: '1.0', layers: [layer(gzip)] });
  await pull(world, ':1.0', '--output', 'cached.tar');
  await rm(join(world.folder, 'cached.tar'));
  const layers = [{ mediaType, size, digest: digestOfBytes(gzip) }];
  putImage(world.registry, { tag: '1.0', layers: [layer(gzip)], manifest: { layers } });
  const result = await pull(world);

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(`expected ${size} bytes, got ${gzip.length}`);
  await expectNothing(world);
});

const HELM = 'application/vnd.cncf.helm.config.v1+json';
const NO_LIST = { rootfs: { type: 'layers', diff_ids: null } };

test.each<readonly [string, PutOptions, RegExp]>([
  ['a chart', { configType: HELM }, /its config is application\/vnd\.cncf\.helm/],
  ['a plugin', { configType: 'application/vnd.docker.plugin.v1+json' }, /docker\.plugin/],
  ['a config without diff IDs', { config: NO_LIST }, /its config has no list of layers/],
  ['a config without rootfs', { config: { rootfs: undefined } }, /its config has no rootfs/],
  [
    'a config that is no object',
    { configType: 'text/html', config: { rootfs: 1 } },
    /its config has a bad rootfs/,
  ],
  [
    'a signature of cosign',
    {
      config: { os: '', architecture: '' },
      layers: [layer(tar, 'application/vnd.dev.cosign.simplesigning.v1+json')],
    },
    /it holds application\/vnd\.dev\.cosign/,
  ],
  [
    'an attestation of BuildKit',
    { layers: [layer(tar, 'application/vnd.in-toto+json')] },
    /it holds application\/vnd\.in-toto\+json/,
  ],
  [
    'a platform that is unknown',
    { config: { os: 'unknown', architecture: 'unknown' } },
    /its platform is unknown\/unknown/,
  ],
])('%s is not a container image: exit 3, not a network error', async (_name, options, message) => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0', ...options });
  const result = await pull(world);

  expect(result.code).toBe(3);
  expect(result.stderr).toMatch(/is not a container image: /);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toContain('tools such as oras fetch those');
  await expectNothing(world);
});

test('a document of another kind is not a container image', async () => {
  await using world = await startImageWorld();
  const mediaType = 'application/vnd.oci.artifact.manifest.v1+json';
  world.registry.putManifest(REPOSITORY, '1.0', { mediaType, blobs: [] }, mediaType);
  const pulled = await pull(world);
  const inspected = await pull(world, ':1.0', '--dry-run');

  for (const result of [pulled, inspected]) {
    expect(result.code).toBe(3);
    expect(result.stderr).toContain(`is not a container image: it is ${mediaType}`);
  }
});
