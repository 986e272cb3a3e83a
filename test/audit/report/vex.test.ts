import { expect, test } from 'vitest';

import { componentId } from '../../../src/audit/component-id.ts';
import { InvalidFileError } from '../../../src/core/errors.ts';
import { toVex } from '../../../src/audit/report/vex/vex.ts';
import { openCycloneDxSchema } from '../../support/audit/published-schemas.ts';
import {
  judgedBottle,
  openVulnerability,
  patchedVulnerability,
  reportOf,
} from '../../support/audit/sample-report.ts';
import { HOSTILE_REPORT } from '../../support/audit/hostile-report.ts';

const TOOL = { name: 'brewpull', version: '0.1.0' };

test('an open vulnerability is in triage, a patched one is resolved, and a bottle that no advisory covers says so', () => {
  const vim = judgedBottle('vim', { open: [openVulnerability()] });
  const unzip = judgedBottle('unzip', { patched: [patchedVulnerability()] });
  const odd = judgedBottle('odd', { coverage: 'not-covered' });

  const vex = toVex(reportOf([odd, unzip, vim]), TOOL);

  expect(vex).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [
      {
        name: 'odd',
        version: '1.0',
        purl: 'pkg:brew/odd@1.0',
        properties: [
          { name: 'brewpull:file', value: 'odd--1.0.big_sur.bottle.tar.gz' },
          { name: 'brewpull:target', value: 'big_sur' },
          { name: 'brewpull:coverage', value: 'not-covered' },
          {
            name: 'brewpull:note',
            value:
              'The advisories have nothing about odd: that says nothing about its vulnerabilities.',
          },
        ],
      },
      { name: 'unzip' },
      { name: 'vim', hashes: [{ alg: 'SHA-256', content: vim.bottle.sha256 }] },
    ],
    vulnerabilities: [
      {
        id: 'CVE-2018-1000035',
        references: [
          { id: 'BREW-unzip-CVE-2018-1000035', source: { name: 'Homebrew Advisory Database' } },
        ],
        ratings: [{ severity: 'high' }],
        description: 'CVE-2018-1000035',
        analysis: { state: 'resolved', detail: 'a patch of the formula says that it resolves it' },
        affects: [
          {
            ref: componentId(unzip.bottle),
            versions: [{ version: '1.0', status: 'unaffected' }],
          },
        ],
      },
      {
        'bom-ref': 'BREW-vim-CVE-2023-4738#open-range',
        id: 'CVE-2023-4738',
        source: { name: 'NVD', url: 'https://nvd.nist.gov/vuln/detail/CVE-2023-4738' },
        ratings: [
          {
            score: 7.8,
            severity: 'high',
            method: 'CVSSv31',
            vector: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H',
          },
        ],
        recommendation: 'Fixed in 9.0.1848; 9.0.1900-1 has a bottle for big_sur.',
        advisories: [{ url: 'https://huntr.dev/bounties/9fc7dced' }],
        analysis: {
          state: 'in_triage',
          detail: 'the version is in the range of the advisory',
        },
        affects: [
          {
            ref: componentId(vim.bottle),
            versions: [{ version: '1.0', status: 'affected' }],
          },
        ],
      },
    ],
  });
});

test('one bottle for two machines is one component, and two bottles of one version are two', () => {
  const intel = judgedBottle('vim', { open: [openVulnerability()] });
  const monterey = { ...intel, target: 'monterey' };
  const other = judgedBottle('vim', {
    open: [openVulnerability()],
    bottle: { ...intel.bottle, sha256: judgedBottle('x').bottle.sha256 },
  });

  const vex = toVex(reportOf([intel, monterey, other]), TOOL);

  const refs = [intel, other].map(({ bottle }) => componentId(bottle));
  expect(vex).toMatchObject({
    components: refs.map((ref) => ({ 'bom-ref': ref })),
    vulnerabilities: [{ affects: refs.map((ref) => ({ ref })) }],
  });
});

test('a component says if its bottle could not be judged or its patches were not examined', () => {
  const vim = judgedBottle('vim', { open: [openVulnerability()], arePatchesKnown: false });
  const failure = { ...judgedBottle('bad'), error: new InvalidFileError('record 2 is broken') };

  expect(toVex(reportOf([vim], [failure]), TOOL)).toMatchObject({
    components: [
      {
        name: 'vim',
        properties: expect.arrayContaining([
          {
            name: 'brewpull:note',
            value:
              'The patches of its formula were not at hand, so what they resolve counts as open.',
          },
        ]),
      },
      {
        name: 'bad',
        properties: expect.arrayContaining([
          { name: 'brewpull:coverage', value: 'not-judged' },
          {
            name: 'brewpull:note',
            value: 'bad could not be judged: record 2 is broken.',
          },
        ]),
      },
    ],
  });
});

test('a version that cannot be compared has an unknown status', () => {
  const vulnerability = openVulnerability({
    because: 'unchecked',
    fixedBottle: { status: 'no-fix' },
  });
  const vex = toVex(reportOf([judgedBottle('vim', { open: [vulnerability] })]), TOOL);

  expect(vex).toMatchObject({
    vulnerabilities: [
      { analysis: { state: 'in_triage' }, affects: [{ versions: [{ status: 'unknown' }] }] },
    ],
  });
});

test('every report is valid by the published schema of CycloneDX 1.6, even a hostile one', async () => {
  const check = await openCycloneDxSchema();
  const vim = judgedBottle('vim', {
    open: [openVulnerability()],
    patched: [patchedVulnerability()],
  });

  expect(check(toVex(reportOf([]), TOOL))).toEqual([]);
  expect(check(toVex(reportOf([vim, { ...vim, target: 'monterey' }]), TOOL))).toEqual([]);
  expect(check(toVex(HOSTILE_REPORT, TOOL))).toEqual([]);
  expect(check({ ...toVex(reportOf([]), TOOL), specVersion: 1.6 })).not.toEqual([]);
});
