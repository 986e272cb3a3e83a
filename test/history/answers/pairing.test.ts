import { expect, test } from 'vitest';

import type { BottleSpan, OpenDoubt } from '../../../src/history/state/bottle-span.ts';
import { formatPkgVersion } from '../../../src/core/pkg-version.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { traceBottles } from '../../../src/history/rules/list-spans.ts';
import { type SpanChoice, SpanChooser } from '../../../src/history/answers/bottle-spans.ts';
import { checksum, historyStates } from '../../support/history-states.ts';
import { array, assert, boolean, integer, property, record } from '../../support/limits/random.ts';

function pair(oldestFirst: readonly string[], target = 'big_sur'): Choice {
  const chooser = new SpanChooser(parseTargetTag(target), { exactOnly: false });
  return chooser.choose(traceBottles(historyStates(oldestFirst)));
}

type Choice = SpanChoice<BottleSpan, OpenDoubt>;

function summary({ choice, doubt }: Choice): string {
  const newer = doubt === undefined ? [] : ['maybe a newer one'];
  if (choice === undefined) return ['none', ...newer].join(', ');
  const { introduced, dropped, bottleTag, unsure } = choice.offer;
  return [
    `${formatPkgVersion(introduced)} at ${Number(introduced.commit.oid)}`,
    bottleTag,
    dropped === undefined ? 'kept' : `dropped at ${Number(dropped.commit.oid)}`,
    ...(unsure === undefined ? [] : ['unsure']),
    ...newer,
  ].join(', ');
}

test.each([
  {
    case: 'the bump that still shows the old block does not give its version',
    history: ['1.0 big_sur=a', '1.0_1 big_sur=a', '1.0_1 monterey=b'],
    answer: '1.0 at 0, big_sur, dropped at 2',
  },
  {
    case: 'the newest bottle is paired with its own bottle commit while the tag lives',
    history: ['1.0 big_sur=a', '1.1 big_sur=a', '1.1 big_sur=b', '1.2 big_sur=b'],
    answer: '1.1 at 2, big_sur, kept',
  },
  {
    case: 'a bottle block added later pairs with the state that added it',
    history: ['1.0', '1.0 big_sur=a', '1.0 big_sur=a monterey=b'],
    answer: '1.0 at 1, big_sur, kept',
  },
  {
    case: 'a bottle that another one replaced and that came back has its first version',
    history: ['1.0 big_sur=a', '1.1 big_sur=b', '1.2 big_sur=a', '1.2'],
    answer: '1.0 at 0, big_sur, dropped at 3',
  },
  {
    case: 'a formula restored in a bumped form with its old block does not give that version',
    history: ['1.0.3 big_sur=a', 'deleted', '1.0.10 big_sur=a', '1.0.10 x86_64_linux=b'],
    answer: '1.0.3 at 0, big_sur, dropped at 3',
  },
  {
    case: 'a block taken away and brought back does not give the version of its return',
    history: ['2.5.0_1 big_sur=a', '2.5.0_2', '2.5.0_2 big_sur=a', '2.5.0_2 monterey=b'],
    answer: '2.5.0_1 at 0, big_sur, dropped at 3',
  },
  {
    case: 'an all bottle serves',
    history: ['1.0 big_sur=a', '1.1 all=b'],
    answer: '1.1 at 1, all, kept',
  },
  {
    case: 'an older macOS of the same architecture serves',
    history: ['1.0 big_sur=a', '1.1 catalina=b monterey=c arm64_big_sur=d', '1.2 monterey=e'],
    answer: '1.1 at 1, catalina, dropped at 2',
  },
  {
    case: 'a tag that changes its spelling is one run',
    target: 'arm64_big_sur',
    history: ['1.0 big_sur_arm=a', '1.1 arm64_big_sur=a'],
    answer: '1.0 at 0, arm64_big_sur, kept',
  },
  {
    case: 'an unreadable state between two that show the bottle changes nothing',
    history: ['1.0 big_sur=a', 'unreadable', '1.1 big_sur=a', '1.1 monterey=b'],
    answer: '1.0 at 0, big_sur, dropped at 3',
  },
  {
    case: 'an unreadable state before the introduction makes the pairing unsure',
    history: ['0.9 big_sur=z', 'unreadable', '1.1 big_sur=a', '1.1 monterey=b'],
    answer: '1.1 at 2, big_sur, dropped at 3, unsure',
  },
  {
    case: 'but not one whose bottles can be told and are others',
    history: ['0.9 big_sur=z', '? big_sur=z', '1.1 big_sur=a', '1.1 monterey=b'],
    answer: '1.1 at 2, big_sur, dropped at 3',
  },
  {
    case: 'an unreadable state that shows the bottle before any other makes it unsure',
    history: ['0.9 big_sur=z', '? big_sur=a', '1.1 big_sur=a', '1.1 monterey=b'],
    answer: '1.1 at 2, big_sur, dropped at 3, unsure',
  },
  {
    case: 'a later state that cannot be read may have a newer bottle',
    history: ['1.0 big_sur=a', 'unreadable', '1.1 monterey=b'],
    answer: '1.0 at 0, big_sur, dropped at 2, maybe a newer one',
  },
  {
    case: 'and so may one whose bottles can be told',
    history: ['1.0 big_sur=a', '? big_sur=b', '1.1 monterey=c'],
    answer: '1.0 at 0, big_sur, dropped at 2, maybe a newer one',
  },
  {
    case: 'but not one without a bottle for the target',
    history: ['1.0 big_sur=a', '? monterey=b', '1.1 monterey=c'],
    answer: '1.0 at 0, big_sur, dropped at 2',
  },
  {
    case: 'nor one whose bottle another state pairs with a version',
    history: ['1.0 big_sur=a', '1.1 big_sur=b', '1.0 big_sur=a', '? big_sur=b', '1.2'],
    answer: '1.1 at 1, big_sur, dropped at 4',
  },
  {
    case: 'where no state can be read nothing is claimed',
    history: ['unreadable', 'unreadable'],
    answer: 'none, maybe a newer one',
  },
  {
    case: 'nor where the only bottle has no version',
    history: ['1.0', '? big_sur=a', '1.1'],
    answer: 'none, maybe a newer one',
  },
  { case: 'a formula without any bottle has none', history: ['1.0', '1.1'], answer: 'none' },
  { case: 'a newer macOS does not serve', history: ['1.0 monterey=a'], answer: 'none' },
])('$case', ({ history, answer, target }) => {
  expect(summary(pair(history, target))).toBe(answer);
});

test('whatever bumps, rebuilds, drops and touches a history has, the answer is the last build of the tag', () => {
  const step = record({ bump: boolean(), touches: integer({ min: 0, max: 3 }), builds: boolean() });
  assert(
    property(array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const history: string[] = [];
      let block = '';
      let truth = 'none';
      steps.forEach(({ bump, touches, builds }, index) => {
        const version = `1.${index}`;
        if (bump) history.push(`${version}${block}`);
        for (let touch = 0; touch < (bump ? touches : 0); touch += 1) {
          history.push(`${version}${block}`);
        }
        block = builds ? ` big_sur=b${index} sonoma=s${index}` : ` sonoma=s${index}`;
        history.push(`${version}${block}`);
        if (builds) truth = `${version} ${checksum(`b${index}`)}`;
      });

      const offer = pair(history).choice?.offer;

      const said = offer === undefined ? 'none' : `${offer.introduced.version} ${offer.checksum}`;
      expect(said).toBe(truth);
    }),
  );
});
