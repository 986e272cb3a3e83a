import { expect, test } from 'vitest';

import { planPart } from '../../../src/git/managed/plan-part.ts';
import {
  farthest,
  nextSize,
  planCuts,
  type ListedCommit,
} from '../../../src/git/managed/plan-steps.ts';
import { array, assert, asyncProperty, nat, record } from '../../support/limits/random.ts';

const row = record({ parents: array(nat(12), { maxLength: 3 }), seconds: nat(30) });
const rows = array(row, { minLength: 1, maxLength: 40 });

type Row = { readonly parents: readonly number[]; readonly seconds: number };

/** Any history, parents first. The last commit merges all that have no child. */
function history(all: readonly Row[]): ListedCommit[] {
  const open = new Set<string>();
  const commits = all.map(({ parents, seconds }, index) => {
    const own = index === 0 ? [] : parents.map((back) => `c${index - 1 - (back % index)}`);
    for (const parent of own) open.delete(parent);
    open.add(`c${index}`);
    return { oid: `c${index}`, tree: `t${index}`, seconds, parents: [...new Set(own)] };
  });
  return [...commits, { oid: 'head', tree: 'th', seconds: 0, parents: [...open] }];
}

async function* listed(commits: readonly ListedCommit[]): AsyncGenerator<ListedCommit> {
  yield* commits;
}

/** Some commits and all their ancestors. */
function closure(commits: readonly ListedCommit[], heads: readonly string[]): Set<string> {
  const found = new Set(heads);
  for (const { oid, parents } of commits.toReversed()) {
    if (found.has(oid)) for (const parent of parents) found.add(parent);
  }
  return found;
}

test('the commits before a cut are its heads and all their ancestors, and the last cut is the end', async () => {
  await assert(
    asyncProperty(rows, nat(9), nat(4), async (all, spacing, mostHeads) => {
      const commits = history(all);
      const cuts = await planCuts(listed(commits), {
        spacing: spacing + 1,
        mostHeads: mostHeads + 1,
      });

      for (const cut of cuts) {
        const before = commits.slice(0, cut.commits).map(({ oid }) => oid);
        expect(closure(commits, cut.heads)).toEqual(new Set(before));
      }
      expect(cuts.at(-1)).toEqual({ commits: commits.length, heads: ['head'] });
    }),
  );
});

test('a part has all commits since its date, and the parents that it lacks are its cut', async () => {
  await assert(
    asyncProperty(rows, nat(31), async (all, sinceSeconds) => {
      const commits = history(all);
      const part = await planPart(listed(commits), { head: 'head', sinceSeconds });

      const chosen = new Set(part.commits.map(({ oid }) => oid));
      const parents = commits.filter(({ oid }) => chosen.has(oid)).flatMap((each) => each.parents);
      expect(chosen).toContain('head');
      for (const { oid, seconds } of commits)
        if (seconds >= sinceSeconds) expect(chosen).toContain(oid);
      expect(new Set(part.cut)).toEqual(new Set(parents.filter((oid) => !chosen.has(oid))));
    }),
  );
});

test('a step takes the places that its size reaches, and at least one', () => {
  expect(farthest([10, 20, 30, 40], 0, 30)).toBe(2);
  expect(farthest([10, 20, 30, 40], 1, 5)).toBe(1);
  expect(farthest([10, 20], 0, 1000)).toBe(1);
});

test('the next step is scaled to the wanted number of objects, at most fourfold', () => {
  expect(nextSize(100, 200, 300)).toBe(150);
  expect(nextSize(100, 1, 300)).toBe(400);
  expect(nextSize(100, undefined, 300)).toBe(400);
  expect(nextSize(100, 100_000, 300)).toBe(25);
  expect(nextSize(1, 100_000, 300)).toBe(1);
});
