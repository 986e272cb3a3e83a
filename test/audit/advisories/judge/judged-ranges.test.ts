import { expect, test } from 'vitest';
import { parseCorpus } from '../../../../src/audit/advisories/corpus/parse-corpus.ts';
import {
  judgeAdvisory,
  judgeAsBrew,
} from '../../../../src/audit/advisories/judge/judge-advisory.ts';
import { judgedRanges, type JudgedVersion } from '../../../support/audit/judged-facts.ts';

test('a thousand generated ranges are judged as brew judges them', () => {
  const facts = readFacts('judged-ranges.json');
  expect(facts.length).toBeGreaterThan(5000);
  const wrong = facts.flatMap(({ advisory, verdict: { version, state, fixedIn } }) => {
    const judged = judgeAsBrew(advisory, 'foo', version);
    const isRight = judged.state === state && judged.fixedIn === fixedIn;
    return isRight ? [] : [{ affected: advisory.affected, version, state, fixedIn, judged }];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
});

test("the ranges in brew's specs are judged as the specs expect", () => {
  const facts = readFacts('spec-ranges.json');
  expect(facts).toHaveLength(25);
  for (const { advisory, verdict } of facts) {
    const { version, state, fixedIn } = verdict;
    expect({ version, ...judgeAsBrew(advisory, 'foo', version) }).toEqual({
      version,
      state,
      fixedIn,
    });
  }
});

test("the worse verdict of brew's two orders counts for each generated range", () => {
  const facts = readFacts('judged-ranges.json');
  const wrong = facts.flatMap(({ advisory, verdict }) => {
    const { version, state, kegState } = verdict;
    const isByRevision = state !== 'affected' && kegState === 'affected';
    const judged = judgeAdvisory(advisory, 'foo', version);
    const expected = isByRevision ? kegState : state;
    const isRight = judged.state === expected && judged.isByRevision === isByRevision;
    return isRight ? [] : [{ affected: advisory.affected, verdict, judged }];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(facts.filter(({ verdict }) => isWorseByKegs(verdict)).length).toBeGreaterThan(20);
});

function isWorseByKegs({ state, kegState }: JudgedVersion): boolean {
  return state !== 'affected' && kegState === 'affected';
}

/** Reads each record under a formula of its own, as from a file. */
function readFacts(file: string) {
  const facts = judgedRanges(file);
  const advisories = Object.fromEntries(facts.map(({ record }, index) => [`f${index}`, [record]]));
  const corpus = parseCorpus(Buffer.from(JSON.stringify({ advisories })), { what: file });
  return facts.flatMap(({ verdicts }, index) =>
    corpus
      .recordsFor(`f${index}`)
      .flatMap((advisory) => verdicts.map((verdict) => ({ advisory, verdict }))),
  );
}
