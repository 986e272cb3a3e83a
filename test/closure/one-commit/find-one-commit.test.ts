import { expect, test, vi } from 'vitest';

import { findOneCommit } from '../../../src/closure/one-commit/find-one-commit.ts';
import { askFor } from '../../../src/closure/sources/closure-taps.ts';
import { TapSnapshot } from '../../../src/closure/sources/tap-snapshot.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';
import type { TapNames } from '../../../src/history/tap/tap-names.ts';
import { once } from '../../support/once.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import * as fc from '../../support/limits/random.ts';
import { FILE_LIMIT_MS } from '../../support/limits/tries.ts';

vi.setConfig({ testTimeout: FILE_LIMIT_MS });

const NAMES = ['a', 'b', 'c', 'd', 'libe'];
const TARGET = parseTargetTag('big_sur');
/** Bottle tags that macOS 11 on Intel can use; `TAGS` also has some that it cannot. */
const USABLE = ['big_sur', 'catalina', 'all'];
const TAGS = [...USABLE, 'monterey', 'arm64_big_sur', 'x86_64_linux'];

const NO_OTHER_NAMES: TapNames = {
  aliases: new Map(),
  aliasFolder: 'Aliases',
  renames: new Map(),
  migrations: new Map(),
  hasRenames: false,
};

/** What happens to one formula in one commit; without tags it is deleted. */
interface Change {
  readonly name: string;
  readonly tags: readonly string[] | undefined;
  readonly needs: readonly string[];
  readonly isSharded: boolean;
}

interface Formula {
  readonly path: string;
  readonly isUsable: boolean;
  readonly needs: readonly string[];
}

const changes: fc.Arbitrary<Change> = fc.record({
  name: fc.constantFrom(...NAMES),
  // Mostly usable, so that there is often something to find.
  tags: fc.oneof(
    { weight: 5, arbitrary: fc.constant(['big_sur', 'monterey']) },
    { weight: 4, arbitrary: fc.subarray(TAGS, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  needs: fc.subarray([...NAMES, 'never'], { maxLength: 2 }),
  isSharded: fc.boolean(),
});

/** A history begins with every formula present. */
const histories = fc
  .tuple(
    fc.array(changes, { minLength: 1, maxLength: 14 }),
    fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }),
  )
  .map(([later, asked]) => {
    const start = NAMES.map((name) => ({ name, tags: ['big_sur'], needs: [], isSharded: false }));
    return { history: [...start, ...later], asked };
  });

const reader = once(createFormulaReader);

/** Many histories in one repository, each with its own root: making a repository costs more than asking it. */
const manyHistories = fc.array(histories, { minLength: 15, maxLength: 15 });

test('the search finds the same commit as trying all of them from the newest', async () => {
  let runs = 0;
  let found = 0;
  await fc.assert(
    fc.asyncProperty(manyHistories, async (all) => {
      const replays = all.map(({ history }, index) => replay(history, `${index} `));
      await using tap = await buildTap({ commits: replays.flatMap(({ commits }) => commits) });
      const repository = await openRepository(tap.path, { environment: {}, onEvent: () => {} });
      try {
        for (const [index, { states }] of replays.entries()) {
          const asked = all[index]?.asked ?? [];
          const one = await findOneCommit({
            asks: asked.map((name) => askFor({ tap: 'homebrew/core', name })),
            target: TARGET,
            exactOnly: false,
            open: async () => ({
              head: tap.oid(`${index} ${states.length - 1}`),
              repository,
              snapshot: new TapSnapshot(repository, reader(), NO_OTHER_NAMES),
            }),
            signal: new AbortController().signal,
            onEvent: () => {},
          });
          const expected = states.findLastIndex((state) => closureAt(state, asked) !== undefined);
          runs += 1;
          if (expected >= 0 && expected < states.length - 1) found += 1;
          const oid = expected === -1 ? undefined : tap.oid(`${index} ${expected}`);
          const answer = one.status === 'found' ? one : undefined;
          expect(answer?.commits.get('homebrew/core')?.oid).toBe(oid);
          expect(answer && [...answer.formulae.keys()].toSorted()).toEqual(
            closureAt(states[expected] ?? new Map(), asked)?.toSorted(),
          );
        }
      } finally {
        await repository.close();
      }
    }),
    fc.tries(30),
  );
  // If there were never a commit to find, or always the newest, the property would prove little.
  expect(found).toBeGreaterThan(runs / 20);
});

/** One commit for each change, named by prefix and index, and what the tap holds after each. */
function replay(
  history: readonly Change[],
  prefix: string,
): {
  readonly commits: readonly TapCommit[];
  readonly states: readonly ReadonlyMap<string, Formula>[];
} {
  const commits: TapCommit[] = [];
  const states: ReadonlyMap<string, Formula>[] = [];
  let state: ReadonlyMap<string, Formula> = new Map();
  for (const [index, { name, tags, needs, isSharded }] of history.entries()) {
    const folder = name.startsWith('lib') ? 'lib' : name.slice(0, 1);
    const path = isSharded ? `Formula/${folder}/${name}.rb` : `Formula/${name}.rb`;
    const old = state.get(name)?.path;
    const next = new Map(state);
    next.delete(name);
    if (tags !== undefined) {
      const isUsable = tags.some((bottleTag) => USABLE.includes(bottleTag));
      next.set(name, { path, isUsable, needs });
    }
    state = next;
    states.push(state);
    commits.push({
      subject: `${prefix}${index}`,
      ...(index === 0 ? { parents: [] } : {}),
      ...(old === undefined || (tags !== undefined && old === path) ? {} : { remove: [old] }),
      ...(tags === undefined ? {} : { write: { [path]: textOf(name, index, tags, needs) } }),
    });
  }
  return { commits, states };
}

function textOf(
  name: string,
  index: number,
  tags: readonly string[],
  needs: readonly string[],
): string {
  const facts = { name, version: `1.${index}`, dependencies: needs };
  if (tags.length === 0) return formulaText(facts);
  const sha256 = index.toString(16).padStart(64, '0');
  const entries = Object.fromEntries(tags.map((bottleTag) => [bottleTag, sha256]));
  return formulaText({ ...facts, bottle: { entries } });
}

/** Undefined when a formula is missing or has no usable bottle. */
function closureAt(
  state: ReadonlyMap<string, Formula>,
  asked: readonly string[],
): readonly string[] | undefined {
  const reached = new Set(asked);
  for (const name of reached) {
    const formula = state.get(name);
    if (formula?.isUsable !== true) return undefined;
    for (const each of formula.needs) reached.add(each);
  }
  return [...reached];
}
