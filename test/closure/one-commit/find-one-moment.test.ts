import { expect, test, vi } from 'vitest';

import { findOneCommit } from '../../../src/closure/one-commit/find-one-commit.ts';
import { askFor } from '../../../src/closure/sources/closure-taps.ts';
import { TapSnapshot } from '../../../src/closure/sources/tap-snapshot.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';
import { once } from '../../support/once.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import * as fc from '../../support/limits/random.ts';
import { FILE_LIMIT_MS } from '../../support/limits/tries.ts';

vi.setConfig({ testTimeout: FILE_LIMIT_MS });

const TAPS = ['homebrew/core', 'me/tools'] as const;
const NAMES = ['a', 'b', 'c'];
/** Bare names, and names with either tap. */
const WRITTEN = [
  ...NAMES,
  ...TAPS.flatMap((tap) => NAMES.map((name) => `${tap}/${name}`)),
  'never',
];
const TARGET = parseTargetTag('big_sur');

/** What happens to one formula in one commit of its tap; a deleted one has no needs. */
interface Change {
  readonly tap: (typeof TAPS)[number];
  readonly name: string;
  readonly kind: 'usable' | 'unusable' | 'deleted';
  readonly needs: readonly string[];
}

const changes: fc.Arbitrary<Change> = fc.record({
  tap: fc.constantFrom(...TAPS),
  name: fc.constantFrom(...NAMES),
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('usable' as const) },
    { weight: 3, arbitrary: fc.constant('unusable' as const) },
    { weight: 2, arbitrary: fc.constant('deleted' as const) },
  ),
  needs: fc.subarray(WRITTEN, { maxLength: 2 }),
});

/** By tap and name, as `me/tools/a`. */
type State = ReadonlyMap<string, Pick<Change, 'kind' | 'needs'>>;

const reader = once(createFormulaReader);

test('for two taps, the search finds the same moment as trying all of them from the newest', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 16 }), async (later) => {
      const start = TAPS.flatMap((tap) =>
        NAMES.map((name) => ({ tap, name, kind: 'usable' as const, needs: [] })),
      );
      const all: readonly Change[] = [...start, ...later];
      const states = replay(all);
      const [core, tools] = TAPS.map((tap) => commitsOf(all, tap));
      await using coreTap = await buildTap({ commits: core ?? [] });
      await using toolsTap = await buildTap({ commits: tools ?? [] });
      const clones = new Map([
        ['homebrew/core', coreTap],
        ['me/tools', toolsTap],
      ]);
      const opened = new Map(
        await Promise.all(
          [...clones].map(async ([tap, { path, head }]) => {
            const repository = await openRepository(path, { environment: {}, onEvent: () => {} });
            const names = {
              aliases: new Map(),
              aliasFolder: 'Aliases',
              renames: new Map(),
              migrations: new Map(),
            };
            const snapshot = new TapSnapshot(repository, reader(), { ...names, hasRenames: false });
            return [tap, { repository, snapshot, head }] as const;
          }),
        ),
      );
      try {
        const answer = await findOneCommit({
          asks: [askFor({ tap: 'me/tools', name: 'a' })],
          target: TARGET,
          exactOnly: false,
          open: async (tap) => opened.get(tap),
          signal: new AbortController().signal,
          onEvent: () => {},
        });
        const expected = states.findLastIndex((state) => closureAt(state) !== undefined);
        if (expected >= 0 && expected < states.length - 1) found += 1;
        const closure = closureAt(states[expected] ?? new Map());
        const wanted = TAPS.map((tap) => {
          const last = all.findLastIndex((each, index) => each.tap === tap && index <= expected);
          const isIn = closure?.some((name) => name.startsWith(`${tap}/`)) === true;
          return isIn ? clones.get(tap)?.oid(String(last)) : undefined;
        });
        const commits = answer.status === 'found' ? answer.commits : undefined;
        expect(TAPS.map((tap) => commits?.get(tap)?.oid)).toEqual(wanted);
      } finally {
        for (const { repository } of opened.values()) await repository.close();
      }
    }),
    fc.tries(30),
  );
  expect(found).toBeGreaterThan(3);
});

/** What both taps hold after each change; deleting a missing formula is a commit as well. */
function replay(all: readonly Change[]): readonly State[] {
  const states: State[] = [];
  for (const { tap, name, kind, needs } of all) {
    const next = new Map(states.at(-1));
    if (kind === 'deleted') next.delete(`${tap}/${name}`);
    else next.set(`${tap}/${name}`, { kind, needs });
    states.push(next);
  }
  return states;
}

function commitsOf(all: readonly Change[], tap: string): readonly TapCommit[] {
  const there = new Set<string>();
  return all.flatMap((change, index): readonly TapCommit[] => {
    if (change.tap !== tap) return [];
    const { name, kind, needs } = change;
    const path = `Formula/${name}.rb`;
    const date = new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString().replace('.000Z', 'Z');
    const commit = { subject: String(index), date };
    if (kind !== 'deleted') {
      there.add(path);
      const bottleTag = kind === 'usable' ? 'big_sur' : 'monterey';
      const entries = { [bottleTag]: index.toString(16).padStart(64, '0') };
      const text = formulaText({
        name,
        version: `1.${index}`,
        dependencies: needs,
        bottle: { entries },
      });
      return [{ ...commit, write: { [path]: text } }];
    }
    return [{ ...commit, ...(there.delete(path) ? { remove: [path] } : {}) }];
  });
}

/** Everything that me/tools/a needs; undefined when a formula is missing or has no usable bottle. */
function closureAt(state: State): readonly string[] | undefined {
  const reached = new Set(['me/tools/a']);
  for (const name of reached) {
    const formula = state.get(name);
    if (formula?.kind !== 'usable') return undefined;
    for (const need of formula.needs) {
      const core = `homebrew/core/${need}`;
      const own = name.startsWith('homebrew/core/') ? core : `me/tools/${need}`;
      reached.add(need.includes('/') ? need : state.has(core) ? core : own);
    }
  }
  return [...reached];
}
