import { expect, test } from 'vitest';

import { parseCorpus } from '../../../src/audit/advisories/corpus/parse-corpus.ts';
import { judgeVersion, type JudgedVersion } from '../../../src/audit/judge/judge-version.ts';
import { advisoryFile, type AdvisoryFacts } from '../../support/audit/advisory-file.ts';

function judge(facts: Partial<AdvisoryFacts>, resolved: readonly string[]): JudgedVersion {
  const text = advisoryFile({ tool: [{ id: 'BREW-tool-1', ...facts }] });
  const corpus = parseCorpus(Buffer.from(text), { what: 'advisories' });
  return judgeVersion(corpus, {
    tap: 'homebrew/core',
    names: ['tool'],
    pkgVersion: '1.0',
    resolved: new Set(resolved),
  });
}

test.each([
  [['CVE-2020-0001'], ['CVE-2020-0001'], 'patched'],
  [['CVE-2020-0001', 'GHSA-2222-3333-4444'], ['CVE-2020-0001'], 'patched'],
  [['CVE-2020-0001', 'GHSA-2222-3333-4444'], ['GHSA-2222-3333-4444'], 'patched'],
  [['CVE-2020-0001', 'CVE-2020-0002'], ['CVE-2020-0001'], 'open'],
  [['CVE-2020-0001', 'CVE-2020-0002'], ['CVE-2020-0001', 'CVE-2020-0002'], 'patched'],
  [['CVE-2020-0001', 'CVE-2020-0002'], ['BREW-TOOL-1'], 'patched'],
  [['CVE-2020-0001'], ['CVE-2020-0002'], 'open'],
])('an advisory about %j with patches for %j is %s', (upstream, resolved, state) => {
  const { open, patched } = judge({ upstream }, resolved);

  expect(open).toHaveLength(state === 'open' ? 1 : 0);
  expect(patched).toHaveLength(state === 'open' ? 0 : 1);
});

test('an advisory without upstream names is reported under its aliases', () => {
  const { open } = judge({ aliases: ['CVE-2020-0001'] }, []);

  expect(open).toMatchObject([{ id: 'BREW-tool-1', upstream: ['CVE-2020-0001'] }]);
});
