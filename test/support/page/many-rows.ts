import { parseTargetTag } from '../../../src/core/target.ts';
import { planCoverage, type Coverage } from '../../../src/history/answers/plan-coverage.ts';

/** What Big Sur gets of as many formulae as homebrew/core had with a bottle for it, none of them true: names and days follow from numbers. */
export function bigCoverage(count = 7105): Promise<Coverage> {
  const formulae = Array.from({ length: count }, (_, index) => ({
    name: `${WORDS[index % WORDS.length]}-${index}`,
    isPresent: index % 17 !== 0,
    bottles: [
      {
        bottleTag: index % 29 === 0 ? 'all' : index % 11 === 0 ? 'catalina' : 'big_sur',
        version: `${index % 9}.${index % 31}.${index % 7}`,
        revision: index % 5 === 0 ? 1 : 0,
        rebuild: index % 13 === 0 ? 1 : 0,
        age: 0,
        position: 0,
        introduced: dayOf(index % 900),
        dropped: index % 3 === 0 ? undefined : dayOf(900 + (index % 400)),
        isUnsure: index % 997 === 0,
      },
    ],
    doubts: [],
  }));
  return planCoverage(formulae, parseTargetTag('big_sur'), { exactOnly: false });
}

const WORDS = ['vim', 'lib', 'python', 'a', 'gnu-tool', 'open', 'xz', 'z'];

function dayOf(number: number): string {
  return new Date(Date.UTC(2021, 0, 1 + number, 12)).toISOString();
}
