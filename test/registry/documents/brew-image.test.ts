import {
  rebuildBrewManifest,
  type BrewImageParts,
} from '../../../src/registry/documents/brew-image.ts';
import { parseDocument } from '../../../src/registry/documents/document-schema.ts';
import { digestOfBytes, type Digest } from '../../../src/core/digest.ts';
import { expect, test } from 'vitest';

const REF = 'org.opencontainers.image.ref.name';
const digest = digestOfBytes(Buffer.from('a bottle'));
const diffId = digestOfBytes(Buffer.from('a tar'));
const fileName = 'jq--1.7.big_sur.bottle.1.tar.gz';

/** As Ruby's JSON.pretty_generate writes it, which brew uses, for a bottle built on this platform. */
function configText(platform: Readonly<Record<string, string>>): string {
  const lines = Object.entries(platform).map(([key, value]) => `  "${key}": "${value}",\n`);
  return `{\n${lines.join('')}  "rootfs": {\n    "type": "layers",\n    "diff_ids": [\n      "${diffId}"\n    ]\n  }\n}`;
}

function manifestText(config: string, created: string): string {
  const configDigest = digestOfBytes(Buffer.from(config));
  return `{
  "schemaVersion": 2,
  "config": {
    "mediaType": "application/vnd.oci.image.config.v1+json",
    "digest": "${configDigest}",
    "size": ${config.length}
  },
  "layers": [
    {
      "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
      "digest": "${digest}",
      "size": 8,
      "annotations": {
        "org.opencontainers.image.title": "${fileName}"
      }
    }
  ],
  "annotations": {
    "com.github.package.type": "homebrew_bottle",
    "org.opencontainers.image.created": "${created}",
    "org.opencontainers.image.description": "JSON in Zürich: \\"a/b\\"",
    "org.opencontainers.image.ref.name": "1.7.big_sur.1",
    "org.opencontainers.image.title": "jq 1.7.big_sur.1",
    "sh.brew.bottle.digest": "${digest.slice(7)}",
    "sh.brew.tab": "{\\"arch\\":\\"x86_64\\"}"
  }
}`;
}

/** The parts according to an index whose entry has the digest of `manifest`. */
function partsOf(manifest: string, platform: object | undefined): BrewImageParts {
  const entry = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOfBytes(Buffer.from(manifest)),
    size: manifest.length,
    ...(platform === undefined ? {} : { platform }),
    annotations: {
      [REF]: '1.7.big_sur.1',
      'sh.brew.bottle.digest': digest.slice(7),
      'sh.brew.tab': '{"arch":"x86_64"}',
    },
  };
  const annotations = {
    'org.opencontainers.image.title': 'jq',
    'org.opencontainers.image.description': 'JSON in Zürich: "a/b"',
    [REF]: '1.7-1',
    'org.opencontainers.image.created': '2023-09-16T01:02:03Z',
    'com.github.package.type': 'homebrew_bottle',
  };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry], annotations }));
  const index = parseDocument(bytes, { what: 'an index', contentType: undefined });
  if (index.kind !== 'index' || index.entries[0] === undefined) throw new Error('no index');
  const sizes = { digest: digest satisfies Digest, sizeBytes: 8 };
  return { index, entry: index.entries[0], fileName, ...sizes, diffId };
}

const BIG_SUR = { architecture: 'amd64', os: 'darwin', 'os.version': 'macOS 11.7' };

test.each([
  ['as the index says', BIG_SUR, BIG_SUR],
  ['for all systems', { architecture: 'arm64', os: 'darwin', 'os.version': 'macOS 15' }, undefined],
])('a manifest is made again byte for byte: %s', (_case, platform, told) => {
  const config = configText(platform);
  const manifest = manifestText(config, '2023-09-16T01:02:03Z');
  const image = rebuildBrewManifest(partsOf(manifest, told));

  expect(Buffer.from(image?.manifest ?? []).toString()).toBe(manifest);
  expect(Buffer.from(image?.config ?? []).toString()).toBe(config);
});

test('a manifest that was written in another way is not made again', () => {
  const manifest = manifestText(configText(BIG_SUR), '2024-01-01T00:00:00Z');

  expect(rebuildBrewManifest(partsOf(manifest, BIG_SUR))).toBeUndefined();
});
