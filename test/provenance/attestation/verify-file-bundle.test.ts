import { expect, test } from 'vitest';

import { digestOf, digestOfBytes, parseHex } from '../../../src/core/digest.ts';
import { verifyFileBundle } from '../../../src/provenance/attestation/verify-file-bundle.ts';
import { once } from '../../support/once.ts';
import { createAuthority } from './sigstore-authority.ts';

const FILE = digestOfBytes('a file');
const MANIFEST = digestOfBytes('a manifest that names it');

const authority = once(createAuthority);

function attest(sha256: string, more: object = {}) {
  return authority().attest({ subjects: [{ name: 'it', sha256 }], repository: 'acme/x', ...more });
}

test('a statement about the file says who signed it, when, and who vouches for that', async () => {
  const bundle = await attest(FILE.slice(7), { predicateType: 'https://example.org/any' });
  const { trustedRoot } = authority();

  expect(await verifyFileBundle(bundle, { digests: [FILE], trustedRoot })).toEqual({
    status: 'verified',
    signer: 'https://github.com/acme/x/.github/workflows/publish.yml@refs/heads/main',
    issuer: 'https://token.actions.githubusercontent.com',
    time: expect.stringMatching(/^2026-05-01T/),
    predicateType: 'https://example.org/any',
  });
});

test('a statement about what names the file counts, and one about anything else does not', async () => {
  const { trustedRoot } = authority();
  const digests = [FILE, MANIFEST];

  const manifest = await verifyFileBundle(await attest(MANIFEST.slice(7)), {
    digests,
    trustedRoot,
  });
  const zeros = digestOf(parseHex('0'.repeat(64))).slice(7);
  const other = await verifyFileBundle(await attest(zeros), { digests, trustedRoot });
  const upper = await attest(FILE.slice(7).toUpperCase());

  expect(manifest).toMatchObject({ status: 'verified' });
  expect(other).toMatchObject({ status: 'refused', code: 'DIGEST' });
  expect(await verifyFileBundle(upper, { digests, trustedRoot })).toMatchObject({ code: 'DIGEST' });
});

test('a bundle that was changed, is of another authority, or is not a bundle at all is refused', async () => {
  const { trustedRoot } = authority();
  const bundle = await attest(FILE.slice(7));
  const changed = structuredClone(bundle);
  const payload = Buffer.from(changed.dsseEnvelope.payload, 'base64').toString('utf8');
  changed.dsseEnvelope.payload = Buffer.from(
    payload.replace('acme', 'evil').replace('it', 'at'),
  ).toString('base64');
  const digests = [FILE];

  expect(await verifyFileBundle(changed, { digests, trustedRoot })).toMatchObject({
    status: 'refused',
  });
  expect(await verifyFileBundle(bundle, { digests, trustedRoot: undefined })).toMatchObject({
    status: 'refused',
  });
  expect(await verifyFileBundle({}, { digests, trustedRoot })).toMatchObject({
    code: 'BUNDLE_MALFORMED',
  });
});
