import { expect, test } from 'vitest';

import {
  openAnswers,
  type AnswersFile,
} from '../../../../src/history/answers-file/file/answers-file.ts';
import { once } from '../../../support/once.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { closureFactsTap } from '../../../support/tap/closure-facts-tap.ts';
import { makeTravellingFiles } from '../../../support/tap/travelling-files.ts';

const files = once(async () => {
  await using tap = await buildTap({ commits: await closureFactsTap() });
  return await makeTravellingFiles(tap);
});

function open(): AnswersFile {
  const file = openAnswers(files().answers);
  if (file === undefined) throw new Error('there are no answers');
  return file;
}

test('the quick list of last bottles says the same as the whole answers', () => {
  using file = open();
  const quick = [...file.latest()].map(({ bottles, ...rest }) => ({
    ...rest,
    bottles: new Set(bottles.map((each) => JSON.stringify(each))),
  }));
  const whole = [...file.formulae()].map(({ name, isPresent, bottles, doubts }) => ({
    name,
    isPresent,
    doubts,
    bottles: new Set(
      bottles.map((each) => {
        const { bottleTag, version, revision, rebuild, age, position } = each;
        const { introduced, dropped, isUnsure } = each;
        const what = { bottleTag, version, revision, rebuild, age };
        return JSON.stringify({ ...what, position, introduced, dropped, isUnsure });
      }),
    ),
  }));

  expect(quick).toEqual(whole);
  expect(quick.some(({ bottles }) => bottles.size > 1)).toBe(true);
});

test('the names for a prefix are all names that begin with it', () => {
  using file = open();
  const all = [...file.names()];

  for (const prefix of ['', 'p', 'vim', 'python@3', all[3]?.name ?? '', 'zzz', '~']) {
    expect([...file.names(prefix)]).toEqual(all.filter(({ name }) => name.startsWith(prefix)));
  }
  expect(all.length).toBeGreaterThan(5);
});
