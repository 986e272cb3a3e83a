import { listMentioned, listRuntimeDependencies } from '../rules/runtime-dependencies.ts';
import { orderForInstall } from '../rules/plan-install-order.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import { resolveFromHistory } from '../../bottle/resolve/resolve-from-history.ts';
import type { ClosureException } from '../closure-exception.ts';
import type { ClosurePlan, PlannedCommit } from '../closure-plan.ts';
import type { PlacedFormula } from './closure-search.ts';
import { askAsWritten, type Ask, type ClosureTaps } from '../sources/closure-taps.ts';
import type { OneCommit } from './find-one-commit.ts';
import { keyOf } from '../../core/formula-key.ts';
import type { ClosureTools } from '../closure-request.ts';
import { requireFound } from '../require-found.ts';
import { createSnapshotHistory } from '../sources/snapshot-history.ts';

/** Plans a closure as of one commit of each tap: the bottles that it shows, each paired with the version that introduced it. */
export async function planAtCommit(
  { brewpull, taps, target, exactOnly, pins }: ClosureTools,
  asks: readonly Ask[],
  one: OneCommit,
): Promise<ClosurePlan> {
  const { options } = brewpull;
  const exceptions: ClosureException[] = [];
  const keys = new Map(
    [...one.formulae].map(([asked, { tap, name }]) => [asked, keyOf({ tap, formula: name })]),
  );
  const requested = new Set(asks.map(({ key }) => keys.get(key)));
  const unique = new Map(
    [...one.formulae.values()].map((formula) => [
      keyOf({ tap: formula.tap, formula: formula.name }),
      formula,
    ]),
  );
  const sources = new Map<string, HistorySource>();
  for (const tap of one.commits.keys()) sources.set(tap, await openSource(tap, taps, one));
  const question = { ...options, exactOnly, override: brewpull.registry().override };
  const items = await inParallel(
    unique,
    async ([key, { tap, name, state }]: readonly [string, PlacedFormula]) => {
      const source = sources.get(tap);
      if (source === undefined) throw new Error(`Internal error: no commit of ${tap}`);
      const [resolution] = await resolveFromHistory(
        { requested: key, name, targets: [target] },
        source,
        question,
      );
      const dependencies = listRuntimeDependencies(state, target).map((each) => {
        const asked = askAsWritten(each.name, tap).key;
        return { ...each, key: keys.get(asked) ?? asked };
      });
      for (const each of dependencies) {
        if (each.isCertain) continue;
        const message = `it may not need ${each.key}: only running Ruby would tell, so it is included`;
        const facts = { dependency: each.key };
        exceptions.push({ formula: key, code: 'perhaps-needed', facts, message });
      }
      return {
        name: key,
        found: pins.get(key) ?? requireFound(resolution, key),
        isRequested: requested.has(key),
        dependencies: [...new Set(dependencies.map((each) => each.key))],
        mentioned: listMentioned(state),
      };
    },
    options,
  );
  // Uses the names in the answers, which may be newer than those of the files.
  const names = new Map(items.map(({ name, found }) => [name, keyOf(found)]));
  const named = items.map((item) => ({
    ...item,
    name: keyOf(item.found),
    dependencies: item.dependencies.map((name) => names.get(name) ?? name),
  }));
  const { nodes: ordered, cycles } = orderForInstall(named);
  const commits = listCommits(one);
  return { target, mode: 'one-commit', commits, items: ordered, cycles, exceptions };
}

/** Opens a source for the commit: the current atlas, which may reach further, if there is one, else walks. */
async function openSource(
  tap: string,
  taps: ClosureTaps,
  { commits, formulae }: OneCommit,
): Promise<HistorySource> {
  const opened = await taps.open(tap);
  const commit = commits.get(tap);
  if (opened === undefined || commit === undefined) throw new Error(`Internal error: ${tap}`);
  const { history, head } = opened;
  const walks = history.walk({ before: undefined, at: commit.oid });
  const atlas = history.currentAtlas(head);
  if (atlas === undefined) return walks;
  const own = [...formulae.values()].filter((formula) => formula.tap === tap);
  const byName = new Map(own.map((formula) => [formula.name, formula]));
  return createSnapshotHistory(atlas, { date: commit.date, formulae: byName }, walks);
}

function listCommits({ commits }: OneCommit): readonly PlannedCommit[] {
  return [...commits]
    .map(([tap, { oid, date }]) => ({ tap, oid, date }))
    .toSorted((a, b) => (a.tap < b.tap ? -1 : 1));
}
