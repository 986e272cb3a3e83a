import { expect, test } from 'vitest';

import { reduceIndex } from '../../src/mirror/reduced-index.ts';
import { digestOfBytes } from '../../src/core/digest.ts';

const [ONE, TWO] = [digestOfBytes(Buffer.from('1')), digestOfBytes(Buffer.from('2'))];

const entry = (digest: string, tag: string): object => ({
  annotations: { 'org.opencontainers.image.ref.name': `1.0.${tag}`, 'sh.brew.tab': '{"a":"é"}' },
  platform: { 'os.version': 'macOS 11.7', architecture: 'amd64' },
  unknown: [1, { deep: null }],
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 7,
  digest,
});
const index = {
  schemaVersion: 2,
  'x-unknown': { kept: true },
  manifests: [entry(ONE, 'big_sur'), entry(TWO, 'ventura')],
  annotations: { 'com.github.package.type': 'homebrew_bottle' },
};
const bytes = Buffer.from(`${JSON.stringify(index, null, 1)}\n`);

test('an index whose manifests are all present keeps its bytes', () => {
  expect(reduceIndex(bytes, () => true, 'a')).toBe(bytes);
});

test('what is missing is left out, and what stays keeps every value', () => {
  const reduced = reduceIndex(bytes, (digest) => digest === TWO, 'a') ?? Buffer.from('');

  expect(JSON.parse(Buffer.from(reduced).toString())).toEqual({
    ...index,
    manifests: [entry(TWO, 'ventura')],
  });
  expect(reduceIndex(bytes, (digest) => digest === TWO, 'a')).toEqual(reduced);
});

test('an index whose manifests are all missing gives no index', () => {
  expect(reduceIndex(bytes, () => false, 'a')).toBeUndefined();
});

test('what is not an index is refused with its name', () => {
  expect(() => reduceIndex(Buffer.from('{"a":1}'), () => true, 'homebrew/core/vim:9')).toThrow(
    'homebrew/core/vim:9',
  );
});
