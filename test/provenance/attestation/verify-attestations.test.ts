import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { parseHex } from '../../../src/core/digest.ts';
import type { ProvenanceOutcome } from '../../../src/provenance/attestation/provenance-outcome.ts';
import type { TrustedRoot } from '../../../src/provenance/attestation/trusted-root-schema.ts';
import { verifyAttestations } from '../../../src/provenance/attestation/verify-attestations.ts';
import { createAuthority } from './sigstore-authority.ts';

const SHA256 = parseHex(createHash('sha256').update('the bottle').digest('hex'));
const OTHER = createHash('sha256').update('another bottle').digest('hex');
const BOTTLE = { formula: 'vim', pkgVersion: '9.1.0', bottleTag: 'arm64_sonoma', rebuild: 1 };
const NAME = 'vim--9.1.0.arm64_sonoma.bottle.1.tar.gz';
const CORE = 'Homebrew/homebrew-core';
const BACKFILL = 'trailofbits/homebrew-brew-verify';
const URL_HASH = createHash('sha256')
  .update(`https://ghcr.io/v2/homebrew/core/vim/blobs/sha256:${SHA256}`)
  .digest('hex');

const subjects = [{ name: NAME, sha256: SHA256 }];
const authority = await createAuthority();
const past = await createAuthority(new Date('2024-03-01T12:00:00Z'));

interface Overrides {
  readonly repository?: string;
  readonly trustedRoot?: TrustedRoot;
  readonly bottle?: typeof BOTTLE;
}

function verify(
  bundles: readonly unknown[],
  overrides: Overrides = {},
): Promise<ProvenanceOutcome> {
  return verifyAttestations({
    attestations: [{ repository: overrides.repository ?? CORE, bundles }],
    bottle: overrides.bottle ?? BOTTLE,
    sha256: SHA256,
    trustedRoot: overrides.trustedRoot ?? authority.trustedRoot,
  });
}

async function refusalOf(bundle: unknown, overrides: Overrides = {}): Promise<string> {
  const outcome = await verify([bundle], overrides);
  if (outcome.status !== 'invalid') return outcome.status;
  return outcome.reasons.map(({ code }) => code).join();
}

test.each(['dsse', 'intoto'] as const)(
  'an attestation of homebrew-core, logged as %s, gives the workflow, the commit and the time',
  async (kind) => {
    const bundle = await authority.attest({ subjects, kind });

    expect(await verify([bundle])).toEqual({
      status: 'verified',
      workflow:
        'https://github.com/Homebrew/homebrew-core/.github/workflows/publish.yml@refs/heads/main',
      repository: CORE,
      commit: '8c2d0f2d5b1e4f7a9c3b6d8e0f1a2b3c4d5e6f70',
      time: '2026-05-01T12:01:00.000Z',
      issuer: 'https://token.actions.githubusercontent.com',
      backfilled: false,
      subject: NAME,
    });
  },
);

test('a timestamp authority can vouch for the time as well', async () => {
  const bundle = await authority.addTimestamp(await authority.attest({ subjects }));

  expect(await refusalOf(bundle)).toBe('verified');
});

test('one good attestation among bad ones is enough', async () => {
  const bad = await authority.attest({ subjects, issuer: 'https://accounts.example' });
  const good = await authority.attest({ subjects });

  expect(await verify([bad, good])).toMatchObject({ status: 'verified', subject: NAME });
});

test('every refused attestation has its own reason', async () => {
  const wrongIssuer = await authority.attest({ subjects, issuer: 'https://accounts.example' });

  expect(await verify([{ not: 'a bundle' }, wrongIssuer])).toMatchObject({
    status: 'invalid',
    reasons: [{ code: 'BUNDLE_MALFORMED' }, { code: 'ISSUER' }],
  });
});

test('without any attestation the outcome is none', async () => {
  expect(await verify([])).toEqual({ status: 'none' });
});

test.each([
  ['another issuer', { issuer: 'https://accounts.example' }, 'ISSUER'],
  ['another repository', { repository: 'evil/homebrew-core' }, 'REPOSITORY'],
  ['a repository whose name only begins alike', { repository: `${CORE}-x` }, 'REPOSITORY'],
  ['the right source, but a workflow of another repository', { signer: 'evil/x' }, 'REPOSITORY'],
  ['another predicate', { predicateType: 'https://spdx.dev/Document' }, 'PREDICATE'],
  ['another digest', { subjects: [{ name: NAME, sha256: OTHER }] }, 'DIGEST'],
  [
    'another name',
    { subjects: [{ name: NAME.replace('.1.tar', '.tar'), sha256: SHA256 }] },
    'SUBJECT_NAME',
  ],
  [
    'the right name on the wrong digest, and the right digest on another name',
    {
      subjects: [
        { name: NAME, sha256: OTHER },
        { name: 'wget', sha256: SHA256 },
      ],
    },
    'SUBJECT_NAME',
  ],
])('an attestation with %s is refused', async (_what, parts, code) => {
  expect(await refusalOf(await authority.attest({ subjects, ...parts }))).toBe(code);
});

test.each([
  ['after the certificate ended', '2026-05-01T12:11:00Z', 'CERTIFICATE_EXPIRED'],
  ['before the certificate began', '2026-05-01T11:59:00Z', 'CERTIFICATE_NOT_YET_VALID'],
])('a signature made %s is refused', async (_what, loggedAt, code) => {
  const bundle = await authority.attest({ subjects, loggedAt: new Date(loggedAt) });

  expect(await refusalOf(bundle)).toBe(code);
});

test('a certificate of an authority that is not trusted is refused', async () => {
  const stranger = await createAuthority();

  expect(await refusalOf(await stranger.attest({ subjects }))).toBe('CERTIFICATE_UNTRUSTED');
});

test('a bundle without a log entry is refused, even if a timestamp authority vouches for it', async () => {
  const bundle = await authority.addTimestamp(await authority.attest({ subjects }));
  bundle.verificationMaterial.tlogEntries = [];

  expect(await refusalOf(bundle)).toBe('LOG_ENTRY_MISSING');
});

test('a log entry that is in no log is refused', async () => {
  const bundle = await authority.attest({ subjects });
  const [entry = {}] = bundle.verificationMaterial.tlogEntries;
  entry['logIndex'] = '77';

  expect(await refusalOf(bundle)).toBe('LOG_ENTRY_INVALID');
});

test('a log entry without an inclusion promise vouches for no time', async () => {
  const bundle = await authority.attest({ subjects });
  const [entry = {}] = bundle.verificationMaterial.tlogEntries;
  delete entry['inclusionPromise'];

  expect(await refusalOf(bundle)).toBe('TIMESTAMP_INVALID');
  expect(await refusalOf(await authority.addTimestamp(bundle))).toBe('verified');
});

test('the log entry of another attestation is refused', async () => {
  const bundle = await authority.attest({ subjects });
  const other = await authority.attest({ subjects: [{ name: NAME, sha256: OTHER }] });
  bundle.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;

  expect(await refusalOf(bundle)).toBe('LOG_ENTRY_MISMATCH');
});

test('the signature of another statement is refused', async () => {
  const bundle = await authority.attest({ subjects });
  const other = await authority.attest({ subjects: [{ name: NAME, sha256: OTHER }] });
  bundle.dsseEnvelope.signatures = other.dsseEnvelope.signatures;

  expect(await refusalOf(bundle)).toBe('SIGNATURE_MISMATCH');
});

test('a statement changed after it was signed is refused', async () => {
  const bundle = await authority.attest({ subjects: [{ name: NAME, sha256: OTHER }] });
  const statement = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  bundle.dsseEnvelope.payload = Buffer.from(statement.replace(OTHER, SHA256)).toString('base64');

  expect(await refusalOf(bundle)).toBe('PAYLOAD_CHANGED');
});

test('a signature of a file, without a statement, is not an attestation', async () => {
  const { verificationMaterial, mediaType } = await authority.attest({ subjects });
  const digest = Buffer.from(SHA256, 'hex').toString('base64');
  const messageSignature = {
    messageDigest: { algorithm: 'SHA2_256', digest },
    signature: digest,
  };

  expect(await refusalOf({ mediaType, verificationMaterial, messageSignature })).toBe(
    'NOT_AN_ATTESTATION',
  );
});

test('a signed text that is not an in-toto statement is not an attestation', async () => {
  const bundle = await authority.attest({ subjects });
  bundle.dsseEnvelope.payloadType = 'text/plain';

  expect(await refusalOf(bundle)).toBe('NOT_AN_ATTESTATION');
});

test('a key without a certificate is refused', async () => {
  const bundle = await authority.attest({ subjects });
  const { tlogEntries } = bundle.verificationMaterial;
  const verificationMaterial = { publicKey: { hint: 'mine' }, tlogEntries };

  expect(await refusalOf({ ...bundle, verificationMaterial })).toBe('CERTIFICATE_MISSING');
});

test('an all bottle is attested by the bottle it was made from', async () => {
  const bottle = { ...BOTTLE, bottleTag: 'all' };
  const other = [{ name: 'wget--9.1.0.sonoma.bottle.tar.gz', sha256: SHA256 }];

  expect(await refusalOf(await authority.attest({ subjects }), { bottle })).toBe('verified');
  expect(await refusalOf(await authority.attest({ subjects: other }), { bottle })).toBe(
    'SUBJECT_NAME',
  );
});

test('the backfill counts with the hash of the URL before the name', async () => {
  const bundle = await past.attest({
    repository: BACKFILL,
    subjects: [{ name: `${URL_HASH}--${NAME}`, sha256: SHA256 }],
  });
  const overrides = { repository: BACKFILL, trustedRoot: past.trustedRoot };

  expect(await verify([bundle], overrides)).toMatchObject({ status: 'verified', backfilled: true });
  expect(
    await verify([bundle], { ...overrides, bottle: { ...BOTTLE, bottleTag: 'sonoma' } }),
  ).toMatchObject({ reasons: [{ code: 'SUBJECT_NAME' }] });
});

test('the backfill does not count with the bare file name', async () => {
  const bundle = await past.attest({ repository: BACKFILL, subjects });

  expect(await refusalOf(bundle, { repository: BACKFILL, trustedRoot: past.trustedRoot })).toBe(
    'SUBJECT_NAME',
  );
});

test.each([
  ['2024-03-14T00:00:00Z', 'verified'],
  ['2024-03-14T00:00:01Z', 'BACKFILL_AFTER_CUTOFF'],
])('a backfill signed at %s is %s', async (time, result) => {
  const late = await createAuthority(new Date('2024-03-13T23:59:00Z'));
  const bundle = await late.attest({
    repository: BACKFILL,
    subjects: [{ name: `${URL_HASH}--${NAME}`, sha256: SHA256 }],
    loggedAt: new Date(time),
  });

  expect(await refusalOf(bundle, { repository: BACKFILL, trustedRoot: late.trustedRoot })).toBe(
    result,
  );
});

test('a backfill does not save a bottle whose attestation by homebrew-core is bad', async () => {
  const backfilled = await past.attest({
    repository: BACKFILL,
    subjects: [{ name: `${URL_HASH}--${NAME}`, sha256: SHA256 }],
  });
  const outcome = await verifyAttestations({
    attestations: [
      { repository: CORE, bundles: [{}] },
      { repository: BACKFILL, bundles: [backfilled] },
    ],
    bottle: BOTTLE,
    sha256: SHA256,
    trustedRoot: past.trustedRoot,
  });

  expect(outcome).toMatchObject({ status: 'invalid', reasons: [{ code: 'BUNDLE_MALFORMED' }] });
});

test('an attestation of the backfill does not pass as one of homebrew-core', async () => {
  const bundle = await past.attest({ repository: BACKFILL, subjects });

  expect(await refusalOf(bundle, { trustedRoot: past.trustedRoot })).toBe('REPOSITORY');
});

test('attestations of any other repository are not accepted', async () => {
  const bundle = await authority.attest({ subjects, repository: 'evil/x' });

  expect(await refusalOf(bundle, { repository: 'evil/x' })).toBe('REPOSITORY');
});
