import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { digestOf } from '../../../src/core/digest.ts';
import { buildEvidence } from '../../../src/verify/evidence/evidence.ts';
import type { EvidenceFacts } from '../../../src/verify/evidence/evidence-facts.ts';
import { hexOf } from '../../receipt/receipts.ts';

const SHA256 = hexOf('the bottle');
const OTHER = hexOf('another bottle');
const MANIFEST = digestOf(hexOf('manifest'));
const CONFIG = digestOf(hexOf('config'));
const INDEX = digestOf(hexOf('index'));
const DIFF_ID = digestOf(hexOf('tar'));
const TEXT = Buffer.from(`class Vim < Formula\n  sha256 cellar: :any, big_sur: "${SHA256}"\nend\n`);

function gitOid(algorithm: string): string {
  return createHash(algorithm).update(`blob ${TEXT.length}\0`).update(TEXT).digest('hex');
}

const formula = {
  path: 'Formula/v/vim.rb',
  text: TEXT,
  oid: gitOid('sha1'),
  entries: undefined,
} as const;
const index = {
  digest: INDEX,
  recorded: INDEX,
  manifests: [{ digest: MANIFEST, bottleSha256: SHA256, refName: '9.0.big_sur.1' }],
} as const;
const manifest = {
  digest: MANIFEST,
  config: CONFIG,
  layers: [{ digest: digestOf(SHA256), sizeBytes: 10 }],
} as const;
const api = {
  formula: 'vim',
  version: '9.0',
  revision: 0,
  pkgVersion: '9.0',
  rebuild: 1,
  bottles: [{ bottleTag: 'big_sur', sha256: SHA256 }],
  commit: undefined,
} as const;
const WHOLE: EvidenceFacts = {
  bottle: { formula: 'vim', pkgVersion: '9.0', bottleTag: 'big_sur', rebuild: 1 },
  file: { sha256: SHA256, sizeBytes: 10, diffId: DIFF_ID },
  history: {
    commit: 'a'.repeat(40),
    head: { branch: 'origin/main', oid: 'b'.repeat(40) },
    isAncestor: true,
  },
  formula,
  index,
  manifest,
  config: { digest: CONFIG, diffIds: [DIFF_ID] },
  provenance: {
    status: 'verified',
    workflow: 'https://github.com/Homebrew/homebrew-core/.github/workflows/x.yml@refs/heads/main',
    repository: 'Homebrew/homebrew-core',
    commit: 'c'.repeat(40),
    time: '2026-05-01T12:00:00.000Z',
    issuer: 'https://token.actions.githubusercontent.com',
    backfilled: false,
    subject: 'vim--9.0.big_sur.bottle.1.tar.gz',
  },
  api,
};

const STEPS = [
  'commit',
  'formula',
  'checksum',
  'index',
  'manifest',
  'layer',
  'contents',
  'provenance',
  'api',
];

/** Lists the steps of one status, so that a test sees every line that a change affects. */
function stepsWith(status: string, changes: Partial<EvidenceFacts>): string[] {
  return buildEvidence({ ...WHOLE, ...changes })
    .filter((line) => line.status === status)
    .map(({ step }) => step);
}

test('with every fact at hand, every line is proven', () => {
  expect(buildEvidence(WHOLE).map(({ step }) => step)).toEqual(STEPS);
  expect(stepsWith('proven', {})).toEqual(STEPS);
});

test('with only the file, every line is still listed, as absent', () => {
  const nothing = {
    history: undefined,
    formula: undefined,
    index: undefined,
    manifest: undefined,
    config: undefined,
    provenance: undefined,
    api: undefined,
  };

  expect(stepsWith('absent', nothing)).toEqual(STEPS);
});

test.each<[string, Partial<EvidenceFacts>, string[]]>([
  [
    'a commit outside of the branch',
    {
      history: {
        commit: 'a'.repeat(40),
        head: { branch: 'origin/main', oid: 'b'.repeat(40) },
        isAncestor: false,
      },
    },
    ['commit'],
  ],
  ['a formula of another commit', { formula: { ...formula, oid: 'd'.repeat(40) } }, ['formula']],
  [
    'a formula text that was changed',
    { formula: { ...formula, text: Buffer.from(TEXT.toString().replace(SHA256, OTHER)) } },
    ['formula', 'checksum'],
  ],
  [
    'a checksum that stands in a comment only',
    {
      formula: { ...formula, text: Buffer.from(`# ${SHA256}\n`), oid: undefined },
    },
    ['checksum'],
  ],
  [
    'a checksum of another tag',
    {
      formula: {
        ...formula,
        entries: [
          { bottleTag: 'monterey', algorithm: 'sha256', checksum: SHA256, cellar: undefined },
          { bottleTag: 'big_sur', algorithm: 'sha256', checksum: OTHER, cellar: undefined },
        ],
      },
    },
    ['checksum'],
  ],
  ['an index that is not the one served', { index: { ...index, recorded: MANIFEST } }, ['index']],
  ['an index without the bottle', { index: { ...index, manifests: [] } }, ['index', 'manifest']],
  [
    'an index that names another file',
    {
      index: {
        ...index,
        manifests: [{ digest: MANIFEST, bottleSha256: OTHER, refName: '9.0.big_sur.1' }],
      },
    },
    ['index', 'manifest'],
  ],
  [
    'a manifest that the index does not name',
    { manifest: { ...manifest, digest: INDEX } },
    ['manifest'],
  ],
  [
    'a layer of another size',
    { manifest: { ...manifest, layers: [{ digest: digestOf(SHA256), sizeBytes: 11 }] } },
    ['layer'],
  ],
  [
    'a layer that is another file',
    { manifest: { ...manifest, layers: [{ digest: digestOf(OTHER), sizeBytes: 10 }] } },
    ['layer'],
  ],
  ['another config', { config: { digest: INDEX, diffIds: [DIFF_ID] } }, ['contents']],
  ['another tar inside', { config: { digest: CONFIG, diffIds: [INDEX] } }, ['contents']],
  [
    'an attestation that is bad',
    { provenance: { status: 'invalid', reasons: [{ code: 'ISSUER', message: 'x' }] } },
    ['provenance'],
  ],
  [
    'signed data that names another file',
    { api: { ...api, bottles: [{ bottleTag: 'big_sur', sha256: OTHER }] } },
    ['api'],
  ],
])('%s contradicts only the lines it should', (_what, changes, steps) => {
  expect(stepsWith('contradicted', changes)).toEqual(steps);
});

test('another file on disk contradicts every line that names it', () => {
  const file = { sha256: OTHER, sizeBytes: 10, diffId: INDEX };

  expect(stepsWith('contradicted', { file })).toEqual([
    'checksum',
    'index',
    'manifest',
    'layer',
    'contents',
    'api',
  ]);
});

test.each<[string, Partial<EvidenceFacts>, string[]]>([
  ['no attestation exists', { provenance: { status: 'none' } }, ['provenance']],
  ['the signed data is of a newer version', { api: { ...api, pkgVersion: '9.1' } }, ['api']],
  ['the signed data is of another rebuild', { api: { ...api, rebuild: 2 } }, ['api']],
  ['the signed data is of another system', { api: { ...api, bottles: [] } }, ['api']],
  [
    'the object id of the text is not known',
    { formula: { ...formula, oid: undefined } },
    ['formula'],
  ],
  ['nobody unpacked the tar', { file: { ...WHOLE.file, diffId: undefined } }, ['contents']],
])('a line is absent, not contradicted, when %s', (_what, changes, steps) => {
  expect(stepsWith('absent', changes)).toEqual(steps);
  expect(stepsWith('contradicted', changes)).toEqual([]);
});

test('a repository with sha256 objects is understood', () => {
  expect(stepsWith('proven', { formula: { ...formula, oid: gitOid('sha256') } })).toContain(
    'formula',
  );
});

test('the claim of a backfilled attestation says that it is a backfill', () => {
  const { provenance } = WHOLE;
  if (provenance?.status !== 'verified') throw new Error('the whole is verified');
  const lines = buildEvidence({ ...WHOLE, provenance: { ...provenance, backfilled: true } });

  expect(lines.find(({ step }) => step === 'provenance')?.claim).toContain('backfill');
});

test("the provenance line for a tap's bottle names the tap's repository, proven or not", () => {
  const { provenance } = WHOLE;
  if (provenance?.status !== 'verified') throw new Error('the whole is verified');
  const lineFor = (said: EvidenceFacts['provenance']) =>
    buildEvidence({ ...WHOLE, tap: 'acme/tools', provenance: said }).find(
      ({ step }) => step === 'provenance',
    );
  const claim = 'a workflow of acme/homebrew-tools built this file';
  const message = 'acme/tools was cloned from elsewhere';

  expect(lineFor(provenance)).toMatchObject({ status: 'proven', claim });
  expect(lineFor({ status: 'none' })).toMatchObject({
    status: 'absent',
    claim,
    detail: 'no attestation exists: acme/homebrew-tools had none when it was asked',
  });
  expect(lineFor({ status: 'unsupported', code: 'CUSTOM_REMOTE', message })).toMatchObject({
    status: 'absent',
    claim,
    detail: message,
  });
});
