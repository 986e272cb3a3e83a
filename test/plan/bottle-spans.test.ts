import { array, assert, constantFrom, property, record, subarray } from 'fast-check';
import { expect, test } from 'vitest';

import { parseTargetTag } from '../../src/core/target.ts';
import { listSpans } from '../../src/formula/atlas/list-spans.ts';
import { SpanChooser } from '../../src/plan/bottle-spans.ts';
import { PairingWalk } from '../../src/plan/pairing.ts';
import { historyStates } from '../support/history-states.ts';

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
  const spans = listSpans(historyStates(history));
  const choice = new SpanChooser(parseTargetTag(target), { exactOnly }).choose(spans);
  if (choice === undefined) return 'none';
  const { tag, checksum, introduced, dropped, unsure } = choice.offer;
  return {
    how: choice.how,
    tag,
    checksum,
    introduced: introduced.commit.oid,
    version: introduced.version,
    revision: introduced.revision,
    dropped: dropped?.commit.oid,
    droppedVersion: dropped?.version,
    unsure: unsure?.where.commit,
  };
}

function byWalk(history: readonly string[], target: string, exactOnly: boolean): unknown {
  const walk = new PairingWalk(parseTargetTag(target), { exactOnly });
  for (const state of historyStates(history)) if (walk.feed(state)) break;
  const pairing = walk.result();
  if (pairing.status === 'none') return 'none';
  const { how, entry, introduced, dropped, unsure } = pairing;
  return {
    how,
    tag: entry.tag,
    checksum: entry.checksum,
    introduced: introduced.commit.oid,
    version: introduced.formula.version,
    revision: introduced.formula.revision,
    dropped: dropped?.commit.oid,
    droppedVersion: dropped?.status === 'present' ? dropped.formula.version : undefined,
    unsure: unsure?.commit.oid,
  };
}

test('choosing among all bottles that ever were gives what the walk back gives, for every target', () => {
  const present = record({
    version: constantFrom('1.0', '1.1', '1.1_1', '2.0'),
    tags: subarray(TAGS),
    checksums: array(constantFrom('a', 'b', 'c'), { minLength: 13, maxLength: 13 }),
    turn: constantFrom(0, 1, 2, 3),
  }).map(({ version, tags, checksums, turn }) => {
    const entries = tags.map((tag, index) => `${tag}=${checksums[index]}`);
    return [version, ...entries.slice(turn), ...entries.slice(0, turn)].join(' ');
  });
  const few = record({ version: constantFrom('1.0', '1.1'), tag: constantFrom(...TAGS) }).map(
    ({ version, tag }) => `${version} ${tag}=a`,
  );
  const gap = constantFrom('deleted', 'unreadable', '1.0');
  const state = constantFrom(present, few, few, gap).chain((each) => each);

  assert(
    property(array(state, { maxLength: 14 }), (history) => {
      for (const target of TARGETS) {
        for (const exactOnly of [false, true]) {
          expect(bySpans(history, target, exactOnly)).toEqual(byWalk(history, target, exactOnly));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a bottle that goes and comes back is listed twice, each time with what brought and what dropped it', () => {
  const spans = listSpans(
    historyStates(['1.0 big_sur=a', '1.1 big_sur=a', '1.1 big_sur=b', '1.0 big_sur=a', 'deleted']),
  );

  const list = spans.map(({ introduced, dropped }) => [
    Number(introduced.commit.oid),
    introduced.version,
    Number(dropped?.commit.oid),
    dropped?.version,
  ]);
  expect(list).toEqual([
    [3, '1.0', 4, undefined],
    [2, '1.1', 3, '1.0'],
    [0, '1.0', 2, '1.1'],
  ]);
});
