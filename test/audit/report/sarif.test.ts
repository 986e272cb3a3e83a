import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import { toSarif } from '../../../src/audit/report/sarif.ts';
import type { OpenVulnerability } from '../../../src/audit/report/vulns-report.ts';
import { HOSTILE_REPORT } from '../../support/audit/hostile-report.ts';
import {
  judgedBottle,
  openVulnerability,
  patchedVulnerability,
  reportOf,
} from '../../support/audit/sample-report.ts';

const TOOL = { name: 'brewpull', version: '0.1.0' };

test('an open vulnerability is a result with its advisory as the rule', () => {
  const vim = judgedBottle('vim', { open: [openVulnerability()] });
  const sarif = toSarif(reportOf([vim]), TOOL);

  expect(JSON.parse(JSON.stringify(sarif)).runs).toMatchObject([
    {
      tool: {
        driver: {
          name: 'brewpull',
          version: '0.1.0',
          rules: [
            {
              id: 'BREW-vim-CVE-2023-4738',
              shortDescription: { text: 'Heap-based Buffer Overflow in vim' },
              helpUri: 'https://huntr.dev/bounties/9fc7dced',
              defaultConfiguration: { level: 'error' },
              properties: { tags: ['security', 'vulnerability'], 'security-severity': '7.8' },
            },
          ],
        },
      },
      results: [
        {
          ruleId: 'BREW-vim-CVE-2023-4738',
          ruleIndex: 0,
          level: 'error',
          message: {
            text: 'vim 1.0 for big_sur has CVE-2023-4738, severity high: the version is in the range of the advisory. Fixed in 9.0.1848; 9.0.1900-1 has a bottle for big_sur.',
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'vim--1.0.big_sur.bottle.tar.gz' },
                region: { startLine: 1 },
              },
              logicalLocations: [{ fullyQualifiedName: 'pkg:brew/vim@1.0' }],
            },
          ],
        },
      ],
    },
  ]);
});

test('a patched vulnerability is not a result, and a bottle that no advisory covers is a notification', () => {
  const unzip = judgedBottle('unzip', { patched: [patchedVulnerability()] });
  const odd = judgedBottle('odd', { coverage: 'not-covered' });

  expect(toSarif(reportOf([odd, unzip]), TOOL)).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { rules: [] } },
        results: [],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              {
                level: 'note',
                descriptor: { id: 'not-covered' },
                message: {
                  text: 'The advisories have nothing about odd: that says nothing about its vulnerabilities.',
                },
              },
            ],
          },
        ],
        properties: {
          advisories: { fetched: '2026-08-22T10:00:00Z', count: 43 },
          patched: [{ id: 'BREW-unzip-CVE-2018-1000035', because: 'formula' }],
        },
      },
    ],
  });
});

test('a bottle that cannot be judged is an error of the run, and patches that were not examined are mentioned', () => {
  const vim = judgedBottle('vim', { open: [openVulnerability()], arePatchesKnown: false });
  const failure = { ...judgedBottle('bad'), error: new InvalidFileError('record 2 is broken') };
  const sarif = toSarif(reportOf([vim], [failure]), TOOL);

  expect(sarif).toMatchObject({
    runs: [
      {
        invocations: [
          {
            executionSuccessful: false,
            toolExecutionNotifications: [
              {
                level: 'error',
                descriptor: { id: 'not-judged', index: 1 },
                message: { text: 'bad could not be judged: record 2 is broken.' },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(resultsOf(sarif)[0]?.message.text).toMatch(
    / The patches of its formula were not at hand, so what they resolve counts as open\.$/,
  );
});

test.each([
  [{ severity: 'critical', cvss: undefined }, 'error', '9.5'],
  [{ severity: 'high', cvss: undefined }, 'error', '8.0'],
  [{ severity: 'medium', cvss: undefined }, 'warning', '5.5'],
  [{ severity: 'low', cvss: undefined }, 'note', '2.0'],
  [{ severity: 'low', cvss: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' }, 'note', '1.8'],
  [{ severity: undefined, cvss: undefined }, 'warning', undefined],
  [{ severity: 'high', cvss: 'CVSS:4.0/AV:N' }, 'error', '8.0'],
] as const satisfies readonly (readonly [
  Partial<OpenVulnerability>,
  string,
  string | undefined,
])[])('the level for %j is %s, and the score is %s', (changes, level, score) => {
  const report = reportOf([judgedBottle('vim', { open: [openVulnerability(changes)] })]);
  const [rule] = rulesOf(toSarif(report, TOOL));

  expect(rule?.defaultConfiguration.level).toBe(level);
  expect(rule?.properties['security-severity']).toBe(score);
});

test('a vulnerability keeps its fingerprint in a newer bottle, and has another one on another machine or in another formula', () => {
  const vim = judgedBottle('vim', { open: [openVulnerability()] });
  const newer = { ...vim, bottle: { ...vim.bottle, pkgVersion: '1.1', rebuild: 2 } };
  const monterey = { ...vim, target: 'monterey' };
  const macvim = judgedBottle('macvim', { open: [openVulnerability()] });
  const prints = resultsOf(toSarif(reportOf([vim, newer, monterey, macvim]), TOOL)).map(
    ({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash'],
  );

  expect(prints[1]).toBe(prints[0]);
  expect(new Set(prints).size).toBe(3);
});

test('rules are listed once and in order, whatever the order in the report', () => {
  const a = openVulnerability({ id: 'A' });
  const b = openVulnerability({ id: 'B' });
  const [vim, ruby] = [judgedBottle('vim', { open: [b, a] }), judgedBottle('ruby', { open: [b] })];
  const sarif = toSarif(reportOf([vim, ruby]), TOOL);

  expect(rulesOf(sarif).map(({ id }) => id)).toEqual(['A', 'B']);
  expect(resultsOf(sarif).map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0, 1]);
});

test('hostile texts do no harm: no control characters, no links except to the web, no placeholders, no endless text', () => {
  const sarif = toSarif(HOSTILE_REPORT, TOOL);
  const rule = rulesOf(sarif).find(({ helpUri }) => helpUri !== undefined);
  const texts = [
    ...rulesOf(sarif).map(({ shortDescription }) => shortDescription.text),
    ...resultsOf(sarif).map(({ message }) => message.text),
  ];

  expect(texts.length).toBeGreaterThan(3);
  for (const text of texts) {
    expect(text).not.toMatch(/\p{C}/u);
    expect(text.length).toBeLessThanOrEqual(1000);
    expect(text).not.toBe('');
  }
  expect(resultsOf(sarif)[0]?.message.text).toContain(String.raw`{{0}} \[a\](javascript:b)`);
  expect(rule?.helpUri).toBe(
    'https://a.example/%C3%BC%5E%7C%60%7B%7D%22%3C%3E/?q=%5B1%5D%25zz#f%23g',
  );
  expect(JSON.stringify(sarif)).not.toMatch(/alert\(1\)|data:text|file:\/\/|secret/);
});

interface RuleView {
  readonly id: string;
  readonly helpUri?: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

interface ResultView {
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

function rulesOf(sarif: object): readonly RuleView[] {
  return JSON.parse(JSON.stringify(sarif)).runs[0].tool.driver.rules;
}

function resultsOf(sarif: object): readonly ResultView[] {
  return JSON.parse(JSON.stringify(sarif)).runs[0].results;
}
