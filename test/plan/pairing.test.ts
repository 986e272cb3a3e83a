import { array, assert, boolean, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';

import { formatPkgVersion } from '../../src/core/pkg-version.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { PairingWalk, type Pairing } from '../../src/plan/pairing.ts';
import { checksum, historyStates } from '../support/history-states.ts';

function pair(oldestFirst: readonly string[], target = 'big_sur', exactOnly = false): Pairing {
  const walk = new PairingWalk(parseTargetTag(target), { exactOnly });
  for (const state of historyStates(oldestFirst)) if (walk.feed(state)) break;
  return walk.result();
}

function summary(pairing: Pairing): string {
  if (pairing.status === 'none') return 'none';
  const { introduced, dropped, entry, unsure } = pairing;
  return [
    `${formatPkgVersion(introduced.formula)} at ${Number(introduced.commit.oid)}`,
    entry.tag,
    dropped === undefined ? 'kept' : `dropped at ${Number(dropped.commit.oid)}`,
    ...(unsure === undefined ? [] : ['unsure']),
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
    case: 'a run is broken by another bottle',
    history: ['1.0 big_sur=a', '1.1 big_sur=b', '1.2 big_sur=a', '1.2'],
    answer: '1.2 at 2, big_sur, dropped at 3',
  },
  {
    case: 'a run is broken by a deletion',
    history: ['1.0 big_sur=a', 'deleted', '1.0 big_sur=a', 'deleted'],
    answer: '1.0 at 2, big_sur, dropped at 3',
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
    case: 'an unreadable state is skipped',
    history: ['1.0 big_sur=a', 'unreadable', '1.1 big_sur=a', 'unreadable', '1.1 monterey=b'],
    answer: '1.0 at 0, big_sur, dropped at 4',
  },
  {
    case: 'an unreadable state just before the introduction makes the pairing unsure',
    history: ['0.9 big_sur=z', 'unreadable', '1.1 big_sur=a', '1.1 monterey=b'],
    answer: '1.1 at 2, big_sur, dropped at 3, unsure',
  },
  { case: 'a formula without any bottle has none', history: ['1.0', '1.1'], answer: 'none' },
  { case: 'a newer macOS does not serve', history: ['1.0 monterey=a'], answer: 'none' },
])('$case', ({ history, answer, target }) => {
  expect(summary(pair(history, target))).toBe(answer);
});

test('no state older than the one before the introduction is asked for', () => {
  const states = historyStates(['0.8', '0.9 big_sur=z', '1.0 big_sur=a', '1.1 big_sur=a']);
  const walk = new PairingWalk(parseTargetTag('big_sur'), { exactOnly: false });

  expect(states.map((state) => walk.feed(state))).toEqual([false, false, true, true]);
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

      const result = pair(history);

      const said =
        result.status === 'none'
          ? 'none'
          : `${result.introduced.formula.version} ${result.entry.checksum}`;
      expect(said).toBe(truth);
    }),
  );
});
