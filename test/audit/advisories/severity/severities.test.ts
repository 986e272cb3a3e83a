import { expect, test } from 'vitest';
import { parseCorpus } from '../../../../src/audit/advisories/corpus/parse-corpus.ts';
import { cvssBaseScore, cvssSeverity } from '../../../../src/audit/advisories/severity/cvss.ts';
import { judgedSeverities } from '../../../support/audit/judged-facts.ts';

test('vectors are scored as brew scores them', () => {
  const { vectors } = judgedSeverities();
  expect(vectors.length).toBeGreaterThan(300);
  expect(
    vectors.map(([vector]) => [
      vector,
      cvssBaseScore(vector) ?? null,
      cvssSeverity(vector) ?? null,
    ]),
  ).toEqual(vectors);
});

test('a record with several scores and words gets the severity that brew gives it', () => {
  const { records } = judgedSeverities();
  const all = records.map(([record], index) => ({ id: `R${index}`, ...record }));
  const corpus = parseCorpus(Buffer.from(JSON.stringify({ advisories: { foo: all } })), {
    what: 'records',
  });
  expect(corpus.recordsFor('foo').map(({ severity }) => severity ?? null)).toEqual(
    records.map(([, severity]) => severity),
  );
});
