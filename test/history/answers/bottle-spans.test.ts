import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { isSameSystem } from '../../../src/core/bottle-tag.ts';
import { traceBottles } from '../../../src/history/rules/list-spans.ts';
import { chooseBottle } from '../../../src/core/bottle-choice.ts';
import { SpanChooser } from '../../../src/history/answers/bottle-spans.ts';
import { historyStates } from '../../support/history-states.ts';
import {
  array,
  assert,
  constantFrom,
  property,
  record,
  subarray,
  tries,
} from '../../support/limits/random.ts';

const TAGS = [
  'all',
  'big_sur',
  'x86_64_big_sur',
  'big_sur_or_later',
  'arm64_big_sur',
  'big_sur_arm',
  'catalina',
  'monterey',
  'arm64_monterey',
  'x86_64_linux',
  'linux_x86_64',
  'snow_leopard_32',
  'armv6_linux',
];
const TARGETS = ['big_sur', 'arm64_big_sur', 'monterey', 'arm64_ventura', 'x86_64_linux'];

function bySpans(history: readonly string[], target: string, exactOnly: boolean): unknown {
  const traced = traceBottles(historyStates(history));
  const { choice } = new SpanChooser(parseTargetTag(target), { exactOnly }).choose(traced);
  if (choice === undefined) return 'none';
  const { bottleTag, checksum, introduced, dropped } = choice.offer;
  return {
    how: choice.match,
    bottleTag,
    checksum,
    introduced: introduced.commit.oid,
    version: introduced.version,
    revision: introduced.revision,
    dropped: dropped?.commit.oid,
    droppedVersion: dropped?.version,
  };
}

/** Goes through the states as a person would: the newest with a usable bottle, then the oldest that shows the same one. */
function byEye(history: readonly string[], target: string, exactOnly: boolean): unknown {
  const states = historyStates(history);
  for (const [index, state] of states.entries()) {
    if (state.status !== 'present') continue;
    const entries = state.formula.bottle?.entries ?? [];
    const choice = chooseBottle(entries, parseTargetTag(target), { exactOnly });
    if (choice === undefined) continue;
    const { bottleTag, checksum } = choice.offer;
    const oldest = states.findLast(
      (each) =>
        each.status === 'present' &&
        each.formula.bottle?.entries.some(
          (entry) => entry.checksum === checksum && isSameSystem(entry.bottleTag, bottleTag),
        ) === true,
    );
    if (oldest?.status !== 'present') throw new Error('a state shows what it shows');
    const later = states.slice(0, index).findLast((each) => each.status !== 'unreadable');
    return {
      how: choice.match,
      bottleTag,
      checksum,
      introduced: oldest.commit.oid,
      version: oldest.formula.version,
      revision: oldest.formula.revision,
      dropped: later?.commit.oid,
      droppedVersion: later?.status === 'present' ? later.formula.version : undefined,
    };
  }
  return 'none';
}

test('choosing among all bottles of a history gives the same as going through its states, for every target', () => {
  const present = record({
    version: constantFrom('1.0', '1.1', '1.1_1', '2.0'),
    tags: subarray(TAGS),
    checksums: array(constantFrom('a', 'b', 'c'), { minLength: 13, maxLength: 13 }),
    turn: constantFrom(0, 1, 2, 3),
  }).map(({ version, tags, checksums, turn }) => {
    const entries = tags.map((bottleTag, index) => `${bottleTag}=${checksums[index]}`);
    return [version, ...entries.slice(turn), ...entries.slice(0, turn)].join(' ');
  });
  const few = record({ version: constantFrom('1.0', '1.1'), bottleTag: constantFrom(...TAGS) }).map(
    ({ version, bottleTag }) => `${version} ${bottleTag}=a`,
  );
  const gap = constantFrom('deleted', '?', '1.0');
  const state = constantFrom(present, few, few, gap).chain((each) => each);

  assert(
    property(array(state, { maxLength: 14 }), (history) => {
      for (const target of TARGETS) {
        for (const exactOnly of [false, true]) {
          expect(bySpans(history, target, exactOnly)).toEqual(byEye(history, target, exactOnly));
        }
      }
    }),
    tries(500),
  );
});

test('a bottle that goes away and comes back is listed once, from its first state to its last', () => {
  const { spans } = traceBottles(
    historyStates(['1.0 big_sur=a', '1.1 big_sur=a', '1.1 big_sur=b', '1.0 big_sur=a', 'deleted']),
  );

  const list = spans.map(({ introduced, dropped }) => [
    Number(introduced.commit.oid),
    introduced.version,
    Number(dropped?.commit.oid),
    dropped?.version,
  ]);
  expect(list).toEqual([
    [0, '1.0', 4, undefined],
    [2, '1.1', 3, '1.0'],
  ]);
});
