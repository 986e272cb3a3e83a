import { expect, test } from 'vitest';

import { formatCycloneDx } from '../../../src/audit/bom/format/cyclonedx.ts';
import { formatSpdx } from '../../../src/audit/bom/format/spdx.ts';
import { gatherBom } from '../../../src/audit/bom/gather-bom.ts';
import type { Bom } from '../../../src/audit/bom/bom.ts';
import { auditedBottle } from '../../support/bom/audited-bottle.ts';
import { checkCycloneDx, checkSpdx } from '../../support/bom/check-documents.ts';

const SHA = 'a1'.repeat(32);

const ONIGURUMA = `class Oniguruma < Formula
  url "https://example.org/oniguruma.git", tag: "v6.9", revision: "0123abc"
  license "BSD 2 clause, as we read it"
  patch :DATA
end
`;
const JQ = `class Jq < Formula
  desc "A \\"tool\\" for JSON"
  homepage "https://example.org/jq"
  url "https://example.org/jq-1.7.tar.gz"
  sha256 "${SHA}"
  license any_of: ["MIT", :public_domain]
  patch do
    url "https://example.org/CVE-2024-12345.patch"
    sha256 "${'b2'.repeat(32)}"
    type :cherry_pick
    resolves "jq-bug-7"
  end
end
`;

async function sampleBom(): Promise<Bom> {
  const sbom = {
    spdxVersion: 'SPDX-2.3',
    documentNamespace: 'https://formulae.brew.sh/spdx/jq-1.7.json',
    packages: [{ SPDXID: 'SPDXRef-Archive-jq-src', name: 'jq', licenseConcluded: 'Zlib' }],
  };
  const bottles = [
    auditedBottle('jq', '1.7_1', { formulaText: JQ, sbom, dependencies: ['oniguruma'] }),
    auditedBottle('oniguruma', '6.9', { formulaText: ONIGURUMA, isRequested: false }),
    auditedBottle('gtk+@3', '3.0+rc', { tap: 'me/tools' }),
  ];
  const { bom } = await gatherBom({
    kind: 'bundle',
    targets: [{ bottleTag: 'big_sur', bottles }],
  });
  return bom;
}

test('an SPDX 2.3 document is valid and has sources, patches, licences and edges', async () => {
  const text = formatSpdx(await sampleBom());
  const { packages, relationships } = await checkSpdx(text);

  expect(packages.map(({ name }) => name)).toEqual([
    'gtk+@3',
    'jq',
    'jq source',
    'jq patch 1',
    'oniguruma',
    'oniguruma source',
  ]);
  expect(text).toContain('"licenseConcluded": "MIT OR LicenseRef-Homebrew-public-domain"');
  expect(text).toContain('"extractedText": "BSD 2 clause, as we read it"');
  expect(text).toContain('"downloadLocation": "git+https://example.org/oniguruma.git@0123abc"');
  expect(text).toContain('"referenceLocator": "pkg:brew/me/tools/gtk%2B%403@3.0%2Brc"');
  expect(text).toContain('"comment": "licence: Zlib (bottle-sbom)"');
  expect(text).toContain('"comment": "resolves jq-bug-7, CVE-2024-12345"');
  expect(relationships.map(({ relationshipType }) => relationshipType)).toEqual([
    'DESCRIBES',
    'DESCRIBES',
    'DEPENDS_ON',
    'GENERATED_FROM',
    'PATCH_APPLIED',
    'GENERATED_FROM',
  ]);
});

test('a CycloneDX 1.6 document is valid by its published schemas and has pedigree and references', async () => {
  const { components, dependencies } = await checkCycloneDx(formatCycloneDx(await sampleBom()));
  const jq = components.find(({ name }) => name === 'jq');

  expect(jq).toMatchObject({
    version: '1.7_1',
    purl: 'pkg:brew/jq@1.7_1',
    licenses: [{ expression: 'MIT OR LicenseRef-Homebrew-public-domain' }],
    externalReferences: [
      {
        type: 'source-distribution',
        url: 'https://example.org/jq-1.7.tar.gz',
        hashes: [{ alg: 'SHA-256', content: SHA }],
      },
      { type: 'website', url: 'https://example.org/jq' },
      { type: 'bom', url: 'https://formulae.brew.sh/spdx/jq-1.7.json' },
    ],
    pedigree: {
      patches: [
        {
          type: 'cherry-pick',
          diff: { url: 'https://example.org/CVE-2024-12345.patch' },
          resolves: [
            { type: 'defect', id: 'jq-bug-7' },
            { type: 'security', id: 'CVE-2024-12345' },
          ],
        },
      ],
    },
  });
  expect(components.find(({ name }) => name === 'oniguruma')).toMatchObject({
    licenses: [{ license: { name: 'BSD 2 clause, as we read it' } }],
    pedigree: { patches: [{ type: 'unofficial' }] },
  });
  expect(dependencies.map(({ dependsOn }) => dependsOn.length)).toEqual([0, 1, 0]);
});

test.each([
  ['SPDX', formatSpdx],
  ['CycloneDX', formatCycloneDx],
])('two runs give the same bytes of %s, and other contents a new name', async (_form, format) => {
  const [first, second] = [await sampleBom(), await sampleBom()];
  const less: Bom = { ...first, components: first.components.slice(1) };
  const nameOf = (text: string): string | undefined =>
    /"(?:documentNamespace|serialNumber)": "([^"]+)"/.exec(text)?.[1];

  expect(format(second)).toBe(format(first));
  expect(nameOf(format(less))).not.toBe(nameOf(format(first)));
});

test('an empty document is valid', async () => {
  const bom: Bom = { kind: 'lock', components: [] };
  const { packages } = await checkSpdx(formatSpdx(bom));
  const { components } = await checkCycloneDx(formatCycloneDx(bom));

  expect([packages, components]).toEqual([[], []]);
});

test('the checks refuse an invalid document', async () => {
  const bom = await sampleBom();
  const [spdx, cycloneDx] = [formatSpdx(bom), formatCycloneDx(bom)];

  await expect(checkSpdx(spdx.replace('"DEPENDS_ON"', '"NEEDS"'))).rejects.toThrow('schema');
  await expect(checkSpdx(spdx.replace('SPDXRef-Source-jq', 'SPDXRef-Other'))).rejects.toThrow(
    'is not in the document',
  );
  await expect(checkCycloneDx(cycloneDx.replace('SHA-256', 'SHA-255'))).rejects.toThrow('schema');
});

test.each([
  ['"https://example.org/x.git", tag: "v1"', 'git+https://example.org/x.git@v1'],
  ['"git://example.org/x", tag: "v1"', 'git://example.org/x@v1'],
  ['"https://example.org/x", using: :git, revision: "abc"', 'git+https://example.org/x@abc'],
  ['"https://svn.example.org/x", revision: "12"', 'svn+https://svn.example.org/x@12'],
  ['"https://example.org/x", using: :hg, revision: "12"', 'hg+https://example.org/x@12'],
  ['"https://example.org/x", using: :fossil, tag: "v1"', 'https://example.org/x'],
  ['"https://example.org/x", using: OwnStrategy, tag: "v1"', 'https://example.org/x'],
  ['"https://example.org/x", tag: "v1"', 'https://example.org/x'],
])('the kind of a repository is known, not guessed: %s', async (url, location) => {
  const formulaText = `class X < Formula\n  url ${url}\nend\n`;
  const bottles = [auditedBottle('x', '1.0', { formulaText })];
  const targets = [{ bottleTag: 'big_sur', bottles }];
  const text = formatSpdx((await gatherBom({ kind: 'lock', targets })).bom);

  await checkSpdx(text);
  expect(text).toContain(`"downloadLocation": "${location}"`);
});

test('dependencies that are not listed are named, so that no list of them is mistaken for complete', async () => {
  const bottles = [auditedBottle('app', '1.0', { dependencies: ['mid', 'me/tools/jq'] })];
  const targets = [{ bottleTag: 'big_sur', bottles }];
  const { bom } = await gatherBom({ kind: 'bundle', targets });
  const text = formatCycloneDx(bom);
  await checkCycloneDx(text);
  const { compositions, components } = JSON.parse(text);

  expect(compositions).toEqual([
    { aggregate: 'incomplete', dependencies: [components[0]['bom-ref']] },
  ]);
  expect(components[0].properties).toContainEqual({
    name: 'brewpull:needs-not-listed',
    value: 'me/tools/jq',
  });
  const spdx = formatSpdx(bom);
  await checkSpdx(spdx);
  expect(spdx).toContain('"needs, not listed here: me/tools/jq, mid"');
});
