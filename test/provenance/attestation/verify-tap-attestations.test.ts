import { expect, test } from 'vitest';

import type { ProvenanceOutcome } from '../../../src/provenance/attestation/provenance-outcome.ts';
import type { TrustedRoot } from '../../../src/provenance/attestation/trusted-root-schema.ts';
import { verifyTapAttestations } from '../../../src/provenance/attestation/verify-attestations.ts';
import { verifyKeptAttestations } from '../../../src/provenance/attestation/verify-kept-attestations.ts';
import { hexOf } from '../../receipt/receipts.ts';
import { createAuthority } from './sigstore-authority.ts';

const SHA256 = hexOf('the bottle');
const OTHER = hexOf('another bottle');
const BOTTLE = { formula: 'tool', pkgVersion: '1.0', bottleTag: 'big_sur', rebuild: 0 };
const NAME = 'tool--1.0.big_sur.bottle.tar.gz';
const CORE = 'Homebrew/homebrew-core';
const OWN = 'acme/homebrew-tools';

const subjects = [{ name: NAME, sha256: SHA256 }];
const authority = await createAuthority();
const own = await authority.attest({ subjects, repository: OWN });

interface Kept {
  /** The repository that was asked, as the file of attestations says. */
  readonly asked?: string;
  readonly bottle?: typeof BOTTLE;
  readonly trustedRoot?: TrustedRoot;
}

function request(bundles: readonly unknown[], { asked = OWN, bottle, trustedRoot }: Kept) {
  return {
    attestations: [{ repository: asked, bundles }],
    bottle: bottle ?? BOTTLE,
    sha256: SHA256,
    trustedRoot: trustedRoot ?? authority.trustedRoot,
  };
}

function verify(bundles: readonly unknown[], kept: Kept = {}): Promise<ProvenanceOutcome> {
  return verifyTapAttestations(request(bundles, kept), OWN);
}

async function codesOf(outcome: Promise<ProvenanceOutcome>): Promise<string> {
  const said = await outcome;
  if (said.status === 'unsupported') return said.code;
  if (said.status !== 'invalid') return said.status;
  return said.reasons.map(({ code }) => code).join();
}

test("an attestation of a tap's own repository gives the workflow, the commit and the time", async () => {
  expect(await verify([own])).toEqual({
    status: 'verified',
    workflow:
      'https://github.com/acme/homebrew-tools/.github/workflows/publish.yml@refs/heads/main',
    repository: OWN,
    commit: '8c2d0f2d5b1e4f7a9c3b6d8e0f1a2b3c4d5e6f70',
    time: '2026-05-01T12:01:00.000Z',
    issuer: 'https://token.actions.githubusercontent.com',
    backfilled: false,
    subject: NAME,
  });
});

test('the case of the repository does not matter, as on GitHub', async () => {
  const spelled = await authority.attest({ subjects, repository: 'Acme/Homebrew-Tools' });

  expect(await codesOf(verify([spelled], { asked: 'ACME/homebrew-tools' }))).toBe('verified');
});

test.each([
  ["homebrew-core's", { repository: CORE }, 'REPOSITORY'],
  ['another tap', { repository: 'acme/homebrew-other' }, 'REPOSITORY'],
  ['a fork with the same workflow', { repository: 'evil/homebrew-tools' }, 'REPOSITORY'],
  ['a repository whose name only begins alike', { repository: `${OWN}-x` }, 'REPOSITORY'],
  [
    'a reusable workflow of another repository',
    { repository: OWN, signer: 'acme/actions' },
    'REPOSITORY',
  ],
  ["the tap's workflow called from elsewhere", { repository: 'evil/x', signer: OWN }, 'REPOSITORY'],
  [
    'the issuer of an enterprise',
    { repository: OWN, issuer: 'https://token.actions.githubusercontent.com/acme' },
    'ISSUER',
  ],
  ['another digest', { repository: OWN, subjects: [{ name: NAME, sha256: OTHER }] }, 'DIGEST'],
  [
    'the name of another bottle',
    { repository: OWN, subjects: [{ name: 'hello--1.0.big_sur.bottle.tar.gz', sha256: SHA256 }] },
    'SUBJECT_NAME',
  ],
])('for a bottle of a tap an attestation of %s is refused', async (_what, parts, code) => {
  expect(await codesOf(verify([await authority.attest({ subjects, ...parts })]))).toBe(code);
});

test('an attestation that was signed late or by an untrusted authority is refused', async () => {
  const loggedAt = new Date('2026-05-01T12:11:00Z');
  const late = await authority.attest({ subjects, repository: OWN, loggedAt });
  const stranger = await createAuthority();

  expect(await codesOf(verify([late]))).toBe('CERTIFICATE_EXPIRED');
  expect(await codesOf(verify([own], { trustedRoot: stranger.trustedRoot }))).toBe(
    'CERTIFICATE_UNTRUSTED',
  );
});

test('an `all` bottle of a tap is attested under the name of a bottle of the same version', async () => {
  const bottle = { ...BOTTLE, bottleTag: 'all' };
  const other = await authority.attest({
    subjects: [{ name: 'tool--0.9.big_sur.bottle.tar.gz', sha256: SHA256 }],
    repository: OWN,
  });

  expect(await codesOf(verify([own], { bottle }))).toBe('verified');
  expect(await codesOf(verify([other], { bottle }))).toBe('SUBJECT_NAME');
});

test('a tap has no backfill, whatever its name is', async () => {
  const repository = 'trailofbits/homebrew-brew-verify';
  const bundle = await authority.attest({ subjects, repository });
  const outcome = verifyTapAttestations(request([bundle], { asked: repository }), repository);

  expect(await outcome).toMatchObject({ status: 'verified', backfilled: false });
  expect(await codesOf(verify([bundle], { asked: repository }))).toBe('REPOSITORY');
});

test('a repository that has no attestations is not the same as one that was not asked', async () => {
  const attestations: never[] = [];
  const unasked = verifyTapAttestations({ ...request([], {}), attestations }, OWN);

  expect(await verify([])).toEqual({ status: 'none' });
  expect(await codesOf(unasked)).toBe('NOT_ASKED');
  expect(await codesOf(verify([], { asked: CORE }))).toBe('NOT_ASKED');
});

test('for kept attestations the name of the tap decides, and not what the file says was asked', async () => {
  const evil = await authority.attest({ subjects, repository: 'evil/homebrew-tools' });
  const verifyAs = (tap: string | undefined, bundle: unknown, asked: string): Promise<string> =>
    codesOf(verifyKeptAttestations(request([bundle], { asked }), tap));

  expect(await verifyAs('acme/tools', own, OWN)).toBe('verified');
  expect(await verifyAs('acme/tools', evil, 'evil/homebrew-tools')).toBe('REPOSITORY');
  expect(await verifyAs('acme/tools', evil, OWN)).toBe('REPOSITORY');
  expect(await verifyAs('homebrew/core', own, OWN)).toBe('REPOSITORY');
  expect(await verifyAs('homebrew/core', own, CORE)).toBe('REPOSITORY');
  expect(await verifyAs('not a tap', own, OWN)).toBe('TAP_UNKNOWN');
});

test('if nothing names the tap, only what counts for homebrew/core proves anything', async () => {
  const core = await authority.attest({ subjects });
  const verifyAlone = (bundles: readonly unknown[], asked: string): Promise<string> =>
    codesOf(verifyKeptAttestations(request(bundles, { asked }), undefined));

  expect(await verifyAlone([core], CORE)).toBe('verified');
  expect(await verifyAlone([own], CORE)).toBe('REPOSITORY');
  expect(await verifyAlone([own], OWN)).toBe('TAP_UNKNOWN');
  expect(await verifyAlone([], OWN)).toBe('TAP_UNKNOWN');
  expect(await verifyAlone([], CORE)).toBe('none');
});
