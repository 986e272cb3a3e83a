import { expect, test } from 'vitest';

import { BrewpullError, RegistryResponseError } from '../../../src/core/errors.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/registry/documents/media-type.ts';
import { parseDocument } from '../../../src/registry/documents/document-schema.ts';
import { parseImageConfig } from '../../../src/registry/documents/image-config-schema.ts';
import { readComplaints } from '../../../src/registry/documents/replies-schema.ts';
import {
  assert,
  constantFrom,
  dictionary,
  json,
  property,
  string,
  uint8Array,
} from '../../support/limits/random.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const DESCRIPTOR = { mediaType: OCI_MANIFEST, digest: DIGEST, size: 7 };
const INDEX = { schemaVersion: 2, manifests: [DESCRIPTOR] };
const MANIFEST = {
  schemaVersion: 2,
  config: { ...DESCRIPTOR, mediaType: 'application/vnd.oci.image.config.v1+json' },
  layers: [{ ...DESCRIPTOR, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }],
};

function parse(content: unknown, contentType?: string) {
  const bytes = Buffer.from(JSON.stringify(content));
  return parseDocument(bytes, { what: 'it', contentType });
}

test.each([
  ['an index without a type in the body', INDEX, OCI_INDEX, 'index'],
  ['an index with parameters of the type', INDEX, `${OCI_INDEX}; charset=utf-8`, 'index'],
  ['an index from a file server', INDEX, 'application/json', 'index'],
  ['an index from the cache', INDEX, undefined, 'index'],
  ['a manifest from the cache', MANIFEST, undefined, 'manifest'],
  ['a manifest with its type', { ...MANIFEST, mediaType: OCI_MANIFEST }, OCI_MANIFEST, 'manifest'],
])('%s is read', (_name, content, contentType, kind) => {
  expect(parse(content, contentType).kind).toBe(kind);
});

test.each([
  [
    'is an index and a manifest at once',
    { ...INDEX, ...MANIFEST },
    OCI_INDEX,
    /index and a manifest/,
  ],
  [
    'calls itself otherwise than it was served',
    { ...INDEX, mediaType: OCI_MANIFEST },
    OCI_INDEX,
    /calls itself/,
  ],
  ['was served as a page', INDEX, 'text/html', /an image index or manifest/],
  [
    'is in schema 1',
    { schemaVersion: 1, name: 'x', fsLayers: [] },
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
    /schema 1/,
  ],
  ['says schema 1 under another type', { schemaVersion: 1 }, undefined, /schema 1/],
  ['has no list', { schemaVersion: 2 }, OCI_INDEX, /manifests/],
  [
    'has a digest of another kind in a layer',
    { ...MANIFEST, layers: [{ ...DESCRIPTOR, digest: 'md5:1' }] },
    undefined,
    /digest/,
  ],
  ['has a negative size', { ...MANIFEST, config: { ...DESCRIPTOR, size: -1 } }, undefined, /size/],
])('a document that %s is refused', (_name, content, contentType, reason) => {
  expect(() => parse(content, contentType)).toThrow(RegistryResponseError);
  expect(() => parse(content, contentType)).toThrow(reason);
});

test('a bad entry of an index is left out and reported, and records of BuildKit are marked', () => {
  const index = parse({
    ...INDEX,
    manifests: [
      DESCRIPTOR,
      { ...DESCRIPTOR, digest: `sha256:${'A'.repeat(64)}` },
      7,
      { ...DESCRIPTOR, platform: { os: 'unknown', architecture: 'unknown' } },
      { ...DESCRIPTOR, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
      { ...DESCRIPTOR, mediaType: 'application/vnd.example.unknown' },
      { ...DESCRIPTOR, mediaType: OCI_INDEX },
    ],
  });
  if (index.kind !== 'index') throw new Error('no index');

  expect(index.entries.map(({ kind }) => kind)).toEqual([
    'manifest',
    'attestation',
    'attestation',
    'index',
  ]);
  expect(index.rejected.map(({ where }) => where)).toEqual(['manifests[1].digest', 'manifests[2]']);
});

test('any bytes at all are read or refused with an error of brewpull', () => {
  const types = constantFrom(OCI_INDEX, OCI_MANIFEST, undefined, 'application/json');
  const readers = [
    (bytes: Uint8Array, contentType?: string) => parseDocument(bytes, { what: 'it', contentType }),
    (bytes: Uint8Array) => parseImageConfig(bytes, 'it'),
    (bytes: Uint8Array) => readComplaints(bytes),
  ];
  const check = (bytes: Uint8Array, contentType: string | undefined): boolean =>
    readers.every((read) => {
      try {
        read(bytes, contentType);
        return true;
      } catch (error) {
        return error instanceof BrewpullError;
      }
    });
  assert(property(uint8Array(), types, check));
  assert(property(json(), types, (text, type) => check(Buffer.from(text), type)));
  assert(
    property(dictionary(string(), json()), types, (fields, type) =>
      check(Buffer.from(JSON.stringify({ ...INDEX, ...fields })), type),
    ),
  );
});

test('a config says its platform and layers, and that of an all bottle names no machine', () => {
  const rootfs = { type: 'layers', diff_ids: [DIGEST] };
  const full = { architecture: 'amd64', os: 'darwin', 'os.version': 'macOS 11', rootfs };

  expect(parseImageConfig(Buffer.from(JSON.stringify(full)), 'it')).toMatchObject({
    platform: { architecture: 'amd64', os: 'darwin', osVersion: 'macOS 11' },
    diffIds: [DIGEST],
  });
  expect(parseImageConfig(Buffer.from(JSON.stringify({ rootfs })), 'it').platform).toBeUndefined();
});
