import { parseTargetTag } from '../../../src/core/target.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import {
  type BottleCoverage,
  findCoverageBottles,
} from '../../../src/history/answers/coverage-bottles.ts';
import { planCoverage } from '../../../src/history/answers/plan-coverage.ts';
import type { BottleSpan, LatestBottle } from '../../../src/history/state/bottle-span.ts';

/** Returns made-up coverage of Big Sur, as large as that of homebrew/core: names and days follow from numbers. */
export async function bigCoverage(count = 7105): Promise<BottleCoverage> {
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
  const target = parseTargetTag('big_sur');
  const coverage = await planCoverage(formulae, target, { exactOnly: false });
  return findCoverageBottles(coverage, async (name, last) => fullBottle(last, name));
}

/** Makes a bottle whose commits and checksum follow from its name. */
export function fullBottle(last: LatestBottle, name: string): BottleSpan {
  const { bottleTag, version, revision, rebuild, age, position, introduced, dropped } = last;
  const placeOf = (date: string) => ({
    commit: { oid: hexOfBytes(`${name} ${date}`).slice(0, 40), date },
    path: `Formula/${name}.rb`,
  });
  const build = { name, version, revision, rebuild, otherVersions: [], rootUrl: undefined };
  return {
    bottleTag,
    algorithm: 'sha256',
    checksum: hexOfBytes(name),
    cellar: undefined,
    age,
    position,
    unsure: undefined,
    introduced: { ...placeOf(introduced), ...build },
    dropped:
      dropped === undefined ? undefined : { ...placeOf(dropped), version: undefined, revision: 0 },
  };
}

const WORDS = ['vim', 'lib', 'python', 'a', 'gnu-tool', 'open', 'xz', 'z'];

function dayOf(number: number): string {
  return new Date(Date.UTC(2021, 0, 1 + number, 12)).toISOString();
}
