import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeImage, type MadeImage } from '../support/image/make-image.ts';
import type { Fault } from '../support/registry/faults.ts';

import { type ImageWorld, startImageWorld } from '../support/image/image-world.ts';
import { storeOf } from '../support/image/registry-store.ts';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+json';
const HOURS: Fault = { status: 429, headers: { 'retry-after': '21600' } };

/** A registry with an image, `org/tool:1.0`. */
interface ToolWorld extends ImageWorld {
  readonly tool: MadeImage;
}

async function startToolWorld(): Promise<ToolWorld> {
  const world = await startImageWorld();
  const platforms = ['linux/amd64', 'linux/arm64/v8'];
  const options = { repository: 'org/tool', tag: '1.0', platforms };
  return { ...world, tool: await makeImage(storeOf(world.registry), options) };
}

function pull(world: ImageWorld, tag: string, argv: readonly string[] = []): Promise<CliResult> {
  return runCli(
    [
      'image',
      `${world.registry.url.host}/org/tool:${tag}`,
      '--platform=linux/amd64',
      '--output=tool',
      `--cache-dir=${join(world.folder, 'cache')}`,
      ...argv,
    ],
    { cwd: world.folder },
  );
}

function put(world: ImageWorld, tag: string, manifest: object, mediaType = MANIFEST): void {
  world.registry.putManifest('org/tool', tag, manifest, mediaType);
}

function descriptor(
  world: ImageWorld,
  mediaType: string,
  bytes: Uint8Array,
  size = bytes.length,
): object {
  return { mediaType, digest: world.registry.putBlob('org/tool', bytes), size };
}

function config(world: ImageWorld, content: object): object {
  return descriptor(world, CONFIG, Buffer.from(JSON.stringify(content)));
}

const ROOTFS = { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] } };
const packed = gzipSync('a layer');

test.each<readonly [string, 'layer' | 'config' | 'manifest' | 'index', Fault, number, RegExp]>([
  ['a corrupt layer', 'layer', { flipBitAt: 20 }, 4, /expected sha256:\w+, got sha256:\w+/],
  ['a truncated layer', 'layer', { truncateTo: 20 }, 4, /expected \d+ bytes, got 20/],

  ['a corrupt config', 'config', { flipBitAt: 20 }, 4, /expected sha256:\w+, got sha256:\w+/],
  ['a corrupt manifest', 'manifest', { flipBitAt: 20 }, 4, /expected sha256:\w+, got sha256:\w+/],
  ['an index under a false digest', 'index', { wrongDigest: true }, 4, /expected sha256:/],
  ['429 with hours to wait at a layer', 'layer', HOURS, 5, /Run this again in 6 hours, after 20/],
  ['429 with hours to wait at the index', 'index', HOURS, 5, /Run this again in 6 hours, after 20/],
  ['a layer that is not there', 'layer', { status: 404 }, 5, /there is no/],
])('%s: nothing gets the final name', async (_name, part, fault, code, message) => {
  await using world = await startToolWorld();
  const image = world.tool.manifests.get('linux/amd64');
  const path = {
    layer: image?.layers[1],
    config: image?.config,
    manifest: image?.digest,
    index: '/manifests/1.0',
  }[part];
  const host = part === 'layer' || part === 'config' ? 'blobs' : 'registry';
  world.registry.fault({ host, path: path ?? '' }, fault, 50);
  const archive = await pull(world, '1.0');
  const layout = await pull(world, '1.0', ['--format=oci-dir']);

  expect(archive.code).toBe(code);
  expect(archive.stderr).toMatch(message);
  expect(layout.code).toBe(code);
  expect(await world.made()).toEqual([]);
});

test.each<readonly [string, (world: ImageWorld) => void, number, RegExp]>([
  [
    'a config with too few diff IDs',
    (world) =>
      put(world, 'bad', {
        schemaVersion: 2,
        config: config(world, ROOTFS),
        layers: [descriptor(world, LAYER, packed)],
      }),
    4,
    /the manifest says 1 layers, the config says 0 diff IDs/,
  ],
  [
    'a layer whose announced size is wrong',
    (world) => {
      const diffIds = [`sha256:${'0'.repeat(64)}`];
      const image = { ...ROOTFS, rootfs: { type: 'layers', diff_ids: diffIds } };
      const layers = [descriptor(world, LAYER, packed, 5)];
      put(world, 'bad', { schemaVersion: 2, config: config(world, image), layers });
    },
    4,
    /expected 5 bytes, got \d+/,
  ],
  [
    'schema 1',
    (world) => put(world, 'bad', { schemaVersion: 1, name: 'org/tool', fsLayers: [] }, SCHEMA_1),
    5,
    /schema 1.*Schema 2 \(2015\) and OCI manifests replaced it/s,
  ],
  [
    'signed schema 1',
    (world) => put(world, 'bad', { schemaVersion: 1 }, SCHEMA_1.replace('+json', '+prettyjws')),
    5,
    /schema 1/,
  ],
  [
    'an artifact with the config of a chart',
    (world) => {
      const chart = descriptor(
        world,
        'application/vnd.cncf.helm.config.v1+json',
        Buffer.from('{}'),
      );
      put(world, 'bad', { schemaVersion: 2, config: chart, layers: [] });
    },
    3,
    /is not a container image: its config is application\/vnd\.cncf\.helm/,
  ],
  [
    'an artifact without rootfs',
    (world) =>
      put(world, 'bad', {
        schemaVersion: 2,
        config: config(world, {}),
        layers: [descriptor(world, LAYER, packed)],
      }),
    3,
    /org\/tool:bad is not a container image: its config has no rootfs.*oras/s,
  ],
  [
    'a layer that its maker alone gives out',
    (world) => {
      const diffIds = [`sha256:${'0'.repeat(64)}`];
      const image = { ...ROOTFS, rootfs: { type: 'layers', diff_ids: diffIds } };
      const digest = `sha256:${'1'.repeat(64)}`;
      const mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
      put(world, 'bad', {
        schemaVersion: 2,
        config: config(world, image),
        layers: [{ mediaType, digest, size: 9 }],
      });
    },
    3,
    /does not have org\/tool layer 1 of 1: only its publisher may distribute it/,
  ],
  [
    'another platform than asked for',
    (world) =>
      put(world, 'bad', {
        schemaVersion: 2,
        config: config(world, { ...ROOTFS, architecture: 's390x' }),
        layers: [],
      }),
    3,
    /is built only for linux\/s390x\n.*--platform linux\/s390x/s,
  ],
])('%s is refused: nothing gets the final name', async (_name, prepare, code, message) => {
  await using world = await startToolWorld();
  prepare(world);
  const result = await pull(world, 'bad');

  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(await world.made()).toEqual([]);
});

test('an image without the platform is refused with the list of those it has', async () => {
  await using world = await startToolWorld();
  const result = await pull(world, '1.0', ['--platform=linux/s390x', '--json']);

  expect(result.code).toBe(3);
  expect(result.stdout + result.stderr).toContain('linux/amd64, linux/arm64/v8');
  expect(await world.made()).toEqual([]);
});

test('the error for a missing tag says how to list the tags', async () => {
  await using world = await startToolWorld();
  const result = await pull(world, '2.0');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('brewpull image list NAME shows the tags');
});

test('other bytes under the final name are left alone', async () => {
  await using world = await startToolWorld();
  await writeFile(join(world.folder, 'tool'), 'mine');
  const result = await pull(world, '1.0');

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('already exists and is not the archive of this image');
  expect(await readFile(join(world.folder, 'tool'), 'utf8')).toBe('mine');
});

test('the next run continues a layer that was cut off', async () => {
  await using world = await startToolWorld();
  const layer = world.tool.manifests.get('linux/amd64')?.layers[1] ?? '';
  world.registry.fault({ host: 'blobs', path: layer }, { cutAfter: 40 });
  world.registry.fault({ host: 'blobs', path: layer }, { status: 404 });
  expect((await pull(world, '1.0')).code).toBe(5);
  world.registry.requests.length = 0;
  const again = await runCli(
    [
      'image',
      `${world.registry.url.host}/org/tool:1.0`,
      '--platform=linux/amd64',
      `--cache-dir=${join(world.folder, 'cache')}`,
    ],
    { cwd: world.folder },
  );

  expect(again.code).toBe(0);
  const ranges = world.registry
    .logged({ host: 'blobs', path: layer })
    .map(({ headers }) => headers['range']);
  expect(ranges).toEqual([expect.stringMatching(/^bytes=40-\d+$/)]);
});
