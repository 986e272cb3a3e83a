import { expect, test } from 'vitest';

import { unreachable } from '../../../src/core/unreachable.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { naiveWalk } from '../../support/tap/naive-walk.ts';
import { walkIn } from '../../support/tap/walking.ts';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  record,
} from '../../support/limits/random.ts';

const FLAT = 'Formula/foo.rb';
const SHARDED = 'Formula/f/foo.rb';
const OLD = 'Formula/o/old.rb';
const OTHER = 'Formula/b/bar.rb';
const RENAMES = '{"old": "foo"}';
/**
 * With this folder a tap counts as laid out like homebrew-core, and its two places are asked one by one. At a merge that discards
 * one side, this finds what the main line had, which the naive walk does not; so here only one line is walked that way.
 */
const KEEP = 'Formula/lib/libkeep.rb';

type Files = ReadonlyMap<string, string>;

/** One random step: an edit of one file, a move, a removal, or a merge of two earlier lines. */
type Step =
  | { readonly kind: 'write' | 'remove'; readonly path: string; readonly from: number }
  | { readonly kind: 'move'; readonly path: string; readonly to: string; readonly from: number }
  | {
      readonly kind: 'merge';
      readonly from: number;
      readonly other: number;
      readonly takes: 'first' | 'other' | 'new';
    };

const path = constantFrom(FLAT, SHARDED, SHARDED, OLD, OTHER);
// Mostly the newest commit, sometimes one further back, which makes a branch.
const from = oneof(
  { weight: 5, arbitrary: integer({ min: 0, max: 0 }) },
  integer({ min: 0, max: 4 }),
);
const step = oneof(
  { weight: 5, arbitrary: record({ kind: constantFrom('write' as const), path, from }) },
  { weight: 1, arbitrary: record({ kind: constantFrom('remove' as const), path, from }) },
  { weight: 2, arbitrary: record({ kind: constantFrom('move' as const), path, to: path, from }) },
  {
    weight: 2,
    arbitrary: record({
      kind: constantFrom('merge' as const),
      from,
      other: integer({ min: 0, max: 6 }),
      takes: constantFrom('first' as const, 'other' as const, 'new' as const),
    }),
  },
);

/** Turns steps into commits that each say how they differ from their first parent; each text is written only once. */
function toCommits(steps: readonly Step[], others: Readonly<Record<string, string>>): TapCommit[] {
  const trees: Files[] = [
    new Map([
      ['formula_renames.json', RENAMES],
      [OTHER, text('bar', 0)],
      ...Object.entries(others),
    ]),
  ];
  const commits: TapCommit[] = [
    { subject: '0', parents: [], write: Object.fromEntries(trees[0] ?? []) },
  ];
  for (const [index, each] of steps.entries()) {
    const number = index + 1;
    const parent = Math.max(0, commits.length - 1 - each.from);
    const before = trees[parent] ?? new Map<string, string>();
    const parents = [parent];
    let after = new Map(before);
    switch (each.kind) {
      case 'merge': {
        const other = Math.max(0, commits.length - 1 - each.other);
        if (other !== parent) parents.push(other);
        if (each.takes === 'other') after = new Map(trees[other]);
        if (each.takes === 'new') put(after, SHARDED, text('foo', number));
        break;
      }
      case 'write':
        put(after, each.path, text('foo', number));
        break;
      case 'remove':
        after.delete(each.path);
        break;
      case 'move': {
        const content = after.get(each.path);
        after.delete(each.path);
        if (content !== undefined) put(after, each.to, content);
        break;
      }
      default:
        unreachable(each);
    }
    trees.push(after);
    commits.push({
      subject: String(number),
      parents: parents.map(String),
      write: Object.fromEntries([...after].filter(([key, value]) => before.get(key) !== value)),
      remove: [...before.keys()].filter((key) => !after.has(key)),
    });
  }
  return commits;
}

/** The same step without a branch or a merge. */
function onOneLine(each: Step): Step {
  return each.kind === 'merge' ? { kind: 'write', path: SHARDED, from: 0 } : { ...each, from: 0 };
}

/** A formula is in one place of a tap. */
function put(files: Map<string, string>, file: string, content: string): void {
  if (file === FLAT) files.delete(SHARDED);
  if (file === SHARDED) files.delete(FLAT);
  files.set(file, content);
}

function text(name: string, number: number): string {
  return formulaText({ name, version: String(number) });
}

test('a walk finds the same as looking at every commit', async () => {
  await assert(
    asyncProperty(array(step, { minLength: 4, maxLength: 24 }), boolean(), async (any, isLine) => {
      const steps = isLine ? any.map(onOneLine) : any;
      const others: Record<string, string> = isLine ? { [KEEP]: text('libkeep', 0) } : {};
      // The newest commit has the formula, whatever the steps did: a name that is gone is located by other means.
      const last: Step = { kind: 'write', path: SHARDED, from: 0 };
      await using tap = await buildTap({ commits: toCommits([...steps, last], others) });

      const states = await walkIn(tap.path, 'foo');

      expect(
        states.map((state) => ({
          commit: state.commit.oid,
          path: state.path,
          oid: state.status === 'deleted' ? undefined : state.oid,
        })),
      ).toEqual(await naiveWalk(tap.path, { name: 'foo', oldNames: ['old'] }));
    }),
    { numRuns: 40 },
  );
}, 120_000);
