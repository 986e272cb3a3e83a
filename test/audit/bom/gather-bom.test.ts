import { expect, test } from 'vitest';

import type { BomComponent } from '../../../src/audit/bom/bom.ts';
import { gatherBom, type GatheredBom } from '../../../src/audit/bom/gather-bom.ts';
import type { AuditedBottle } from '../../../src/audit/subject/subject.ts';
import { auditedBottle, type BottleSources } from '../../support/bom/audited-bottle.ts';

const SHA = 'a1'.repeat(32);
const OTHER_SHA = 'b2'.repeat(32);
const URL_TEXT = 'https://example.org/jq-1.7.tar.gz';
const FORMULA = `class Jq < Formula
  desc "A tool"
  homepage "https://example.org/jq"
  url "${URL_TEXT}"
  sha256 "${SHA}"
  license "MIT"
end
`;

function sbomOf(fields: object = {}, name = 'jq'): object {
  return {
    spdxVersion: 'SPDX-2.3',
    documentNamespace: 'https://formulae.brew.sh/spdx/jq-1.7.json',
    packages: [
      {
        SPDXID: `SPDXRef-Archive-${name}-src`,
        name,
        versionInfo: '1.7',
        licenseConcluded: 'MIT',
        downloadLocation: URL_TEXT,
        checksums: [{ algorithm: 'SHA256', checksumValue: SHA }],
        ...fields,
      },
      // What it says about the bottle is about the previous one.
      {
        SPDXID: `SPDXRef-Bottle-${name}`,
        name,
        checksums: [{ algorithm: 'SHA256', checksumValue: OTHER_SHA }],
      },
      { SPDXID: 'SPDXRef-Compiler', name: 'clang', licenseConcluded: 'NCSA' },
    ],
  };
}

function supplementOf(sha256: string, licence = 'MIT'): object {
  const bottle = {
    SPDXID: 'SPDXRef-Bottle-jq',
    name: 'jq',
    versionInfo: '1.7_1',
    licenseConcluded: licence,
    checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
  };
  const packages = [{ SPDXID: 'SPDXRef-Compiler', name: 'clang' }, bottle];
  return { documentDescribes: [], packages, relationships: [] };
}

async function gather(...bottles: readonly AuditedBottle[]): Promise<GatheredBom> {
  return gatherBom({ kind: 'bundle', targets: [{ bottleTag: 'big_sur', bottles }] });
}

async function gatherJq(sources: BottleSources): Promise<GatheredBom & { only: BomComponent }> {
  const gathered = await gather(auditedBottle('jq', '1.7_1', sources));
  const [only] = gathered.bom.components;
  if (only === undefined) throw new Error('there is no component');
  return { ...gathered, only };
}

test("formula, index, supplement and the bottle's SBOM are kept apart as sources, and agree", async () => {
  const plain = { formulaText: FORMULA, sbom: sbomOf() };
  const { sha256 } = auditedBottle('jq', '1.7_1', plain);
  const { only, warnings } = await gatherJq({
    ...plain,
    annotations: {
      'sh.brew.license': 'MIT',
      'sh.brew.sbom.supplement': JSON.stringify(supplementOf(sha256)),
    },
    indexAnnotations: { 'org.opencontainers.image.version': '1.7_1' },
  });

  expect(warnings).toEqual([]);
  expect(only.facts).toEqual({
    version: [{ value: '1.7_1', sources: ['subject', 'index', 'supplement', 'bottle-sbom'] }],
    sha256: [{ value: sha256, sources: ['subject', 'index', 'supplement'] }],
    licence: [{ value: 'MIT', sources: ['formula', 'index', 'supplement', 'bottle-sbom'] }],
    sourceUrl: [{ value: URL_TEXT, sources: ['formula', 'bottle-sbom'] }],
    sourceSha256: [{ value: SHA, sources: ['formula', 'bottle-sbom'] }],
  });
  expect(only.purl).toBe('pkg:brew/jq@1.7_1');
  expect(only.inside?.namespace).toBe('https://formulae.brew.sh/spdx/jq-1.7.json');
});

test('if sources disagree, both are kept, the formula counts, and a warning says what each says', async () => {
  const { only, warnings } = await gatherJq({
    formulaText: FORMULA,
    sbom: sbomOf({
      licenseConcluded: 'Apache-2.0',
      versionInfo: '1.6',
      downloadLocation: 'https://other.example.org/jq.tar.gz',
      checksums: [{ algorithm: 'SHA256', checksumValue: OTHER_SHA }],
    }),
  });

  expect(only.facts.licence.map(({ value }) => value)).toEqual(['MIT', 'Apache-2.0']);
  expect(only.facts.sourceSha256[0]).toEqual({ value: SHA, sources: ['formula'] });
  expect(warnings.map(({ code }) => code)).toEqual(Array(4).fill('sources-disagree'));
  expect(warnings.map(({ message }) => message)).toContain(
    'jq--1.7_1.big_sur.bottle.tar.gz: sources disagree about the licence (formula: MIT; bottle-sbom: Apache-2.0)',
  );
});

test('a bottle for all machines uses the supplement for its target', async () => {
  const tags = { big_sur: supplementOf(SHA, '0BSD'), sonoma: supplementOf(SHA, 'Zlib') };
  const annotations = { 'sh.brew.sbom.supplement': JSON.stringify({ tags }) };
  const { only } = await gatherJq({ annotations, bottleTag: 'all' });

  expect(only.facts.licence).toEqual([{ value: '0BSD', sources: ['supplement'] }]);
  expect(only.facts.sha256[1]).toEqual({ value: SHA, sources: ['supplement'] });
});

test('a licence that the index truncates or cannot represent is left out', async () => {
  for (const licence of [
    'MIT AND LicenseRef-Homebrew-truncated',
    'LicenseRef-Homebrew-cannot-represent',
  ]) {
    const indexAnnotations = { 'org.opencontainers.image.licenses': licence };
    const { only } = await gatherJq({ annotations: {}, indexAnnotations });
    expect(only.facts.licence).toEqual([]);
  }
});

test.each([
  ['no JSON', '{', 'sbom-unreadable'],
  ['another formula', sbomOf({}, 'wget'), 'sbom-unreadable'],
  ['another name under the same id', sbomOf({ name: 'wget' }), 'sbom-unreadable'],
  ['deeper than any', `{"packages":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'sbom-unreadable'],
  ['wrong types', { spdxVersion: 'SPDX-2.3', packages: 'all' }, 'sbom-unreadable'],
  ['another form', { ...sbomOf(), spdxVersion: 'SPDX-3.0' }, 'sbom-unreadable'],
  ['too large', 'x'.repeat(17 * 1024 * 1024), 'sbom-too-large'],
])('an unusable SBOM of a bottle is reported and not used: %s', async (_what, sbom, code) => {
  const { only, warnings } = await gatherJq({ formulaText: FORMULA, sbom });

  expect(warnings.map((warning) => warning.code)).toEqual([code]);
  expect(only.facts.licence).toEqual([{ value: 'MIT', sources: ['formula'] }]);
  expect(only.inside).toBeUndefined();
});

test('fields with terminal codes or wrong types are left out, and the rest is used', async () => {
  const { only } = await gatherJq({
    formulaText: FORMULA,
    sbom: sbomOf({
      licenseConcluded: 'MIT\u001b[2J',
      versionInfo: 7,
      checksums: [{ algorithm: 'SHA256', checksumValue: 'x' }],
    }),
  });

  expect(only.facts.licence).toEqual([{ value: 'MIT', sources: ['formula'] }]);
  expect(only.facts.sourceUrl).toEqual([{ value: URL_TEXT, sources: ['formula', 'bottle-sbom'] }]);
  expect(only.facts.sourceSha256).toEqual([{ value: SHA, sources: ['formula'] }]);
});

test.each([
  ['{', 'no JSON'],
  ['{"packages":[]}', 'without the bottle'],
  ['{"tags":{}}', 'supports no platform'],
])('an unusable supplement is reported and not used: %s', async (text) => {
  const annotations = { 'sh.brew.sbom.supplement': text };
  const { warnings } = await gatherJq({ formulaText: FORMULA, annotations });
  expect(warnings.map(({ code }) => code)).toEqual(['supplement-unreadable']);
});

test('a formula that is missing or cannot be read is reported, and nothing is guessed', async () => {
  const missing = await gatherJq({});
  const unreadable = await gatherJq({ formulaText: 'class Jq < Formula\nurl make_url\nend\n' });
  const away = await gatherJq({ formulaText: FORMULA, isAway: true });

  expect(missing.warnings.map(({ code }) => code)).toEqual(['formula-missing']);
  expect(unreadable.warnings.map(({ code }) => code)).toEqual(['formula-unreadable']);
  expect(unreadable.warnings[0]?.message).toContain('jq.rb:2 at c0ffee');
  expect(away.warnings.map(({ code }) => code)).toEqual(['bottle-missing']);
  expect(unreadable.only.facts.licence).toEqual([]);
});

test('dependencies are edges, and a bottle that two machines share is one component', async () => {
  const oniguruma = auditedBottle('oniguruma', '6.9', { bottleTag: 'all', isRequested: false });
  const jq = auditedBottle('jq', '1.7', { dependencies: ['oniguruma'] });
  const tapped = auditedBottle('jq', '1.7', { tap: 'me/tools', bottleTag: 'sonoma' });
  const { bom } = await gatherBom({
    kind: 'mirror',
    targets: [
      { bottleTag: 'big_sur', bottles: [jq, oniguruma] },
      { bottleTag: 'sonoma', bottles: [tapped, oniguruma] },
    ],
  });
  const shared = bom.components.find(({ formula }) => formula === 'oniguruma');

  expect(bom.components).toHaveLength(3);
  expect(shared?.targets).toEqual(['big_sur', 'sonoma']);
  expect(
    bom.components.find(({ tap }) => tap === 'homebrew/core' && shared !== undefined),
  ).toMatchObject({ dependsOn: [shared?.id] });
  expect(bom.components.map(({ purl }) => purl)).toContain('pkg:brew/me/tools/jq@1.7');
});
