import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import { bundleFiles, readSbom } from '../../../src/mirror/push/referring-files.ts';
import { buildBottle } from '../../support/registry/build-bottle.ts';

const PREDICATE = 'https://slsa.dev/provenance/v1';

function bundleOf(mediaType: string, predicateType: string): object {
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [], predicateType };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return { mediaType, dsseEnvelope: { payload, signatures: [] } };
}

test('each Sigstore bundle is a file of its own type, and anything else is left out', () => {
  const newer = bundleOf('application/vnd.dev.sigstore.bundle.v0.3+json', PREDICATE);
  const older = bundleOf('application/vnd.dev.sigstore.bundle+json;version=0.2', 'not\nlegible');
  const bundles = [newer, { mediaType: 'text/html' }, 'x', older];
  const files = bundleFiles([{ repository: 'a/b', bundles }]);

  expect(files).toEqual([
    {
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      bytes: Buffer.from(JSON.stringify(newer)),
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': PREDICATE,
      },
    },
    {
      artifactType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
      bytes: Buffer.from(JSON.stringify(older)),
      annotations: {},
    },
  ]);
});

test.each([
  ['at the top of the keg', { 'sbom.spdx.json': '{}' }, '{}'],
  ['elsewhere', { 'share/sbom.spdx.json': '{}' }, undefined],
])('only a bill of materials at the top of a keg is read: %s', async (_where, files, expected) => {
  const name = { formula: 'jq', pkgVersion: '1.7', bottleTag: 'big_sur', rebuild: 0 };
  const { bytes } = buildBottle({ ...name, files });
  const content = (async function* pieces() {
    yield bytes;
  })();
  const file = await readSbom(content, name);

  expect(file && Buffer.from(file.bytes).toString()).toBe(expected);
});

test.each(['a bottle', 'no archive'])(
  '%s is read to its end, because a check there may fail',
  async (kind) => {
    const name = { formula: 'jq', pkgVersion: '1.7', bottleTag: 'big_sur', rebuild: 0 };
    const { bytes } = buildBottle({ ...name, files: { 'sbom.spdx.json': '{}' } });
    const content = (async function* pieces() {
      yield kind === 'a bottle' ? bytes : Buffer.from('no archive');
      yield new Uint8Array();
      throw new InvalidFileError('it is not what it was');
    })();

    await expect(readSbom(content, name)).rejects.toThrow('it is not what it was');
  },
);
