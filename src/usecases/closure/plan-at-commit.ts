import { listMentioned, listRuntimeDependencies } from '../../plan/closure/runtime-dependencies.ts';
import { orderForInstall } from '../../plan/closure/install-order.ts';
import type { Brewpull } from '../brewpull/open.ts';
import { inParallel } from '../in-parallel.ts';
import { createGitHistory } from '../resolve/git-history.ts';
import { resolveFromHistory } from '../resolve/resolve-from-history.ts';
import type { ClosureException, ClosurePlan } from './closure-plan.ts';
import type { OneCommit } from './find-one-commit.ts';
import type { ClosureHistory, ClosureRequest } from './plan-closure.ts';
import { requireFound } from './require-found.ts';
import { createSnapshotHistory } from './snapshot-history.ts';
import type { SnapshotFormula } from './tap-snapshot.ts';

/** Plans a closure as one commit has it: each bottle that it shows, paired with the version that introduced it. */
export async function planAtCommit(
  brewpull: Brewpull,
  { names, target, exactOnly }: Omit<ClosureRequest, 'mode'>,
  { history, head }: ClosureHistory,
  { commit, formulae }: OneCommit,
): Promise<ClosurePlan> {
  const { options } = brewpull;
  const walks = createGitHistory({
    repository: history.repository,
    tap: history.tap,
    reader: () => history.reader(),
    before: undefined,
    at: commit.oid,
  });
  const exceptions: ClosureException[] = [];
  const requested = new Set(names.map((name) => formulae.get(name)?.name ?? name));
  const canonical = (name: string): string => formulae.get(name)?.name ?? name;
  const unique = new Map([...formulae.values()].map((formula) => [formula.name, formula]));
  const atlas = history.currentAtlas(head);
  const source =
    atlas === undefined
      ? walks
      : createSnapshotHistory(atlas, { date: commit.date, formulae: unique }, walks);
  const question = { ...options, exactOnly, override: brewpull.registry().override };
  const items = await inParallel(
    unique.values(),
    async ({ name, state }: SnapshotFormula) => {
      const [resolution] = await resolveFromHistory(name, name, [target], source, question);
      const dependencies = listRuntimeDependencies(state, target);
      for (const each of dependencies) {
        if (each.isCertain) continue;
        const message = `it may not need ${each.name}: only Ruby could tell, so it is taken along`;
        exceptions.push({ formula: name, message });
      }
      const needed = [...new Set(dependencies.map((each) => canonical(each.name)))];
      return {
        name,
        found: requireFound(resolution, name),
        isRequested: requested.has(name),
        dependencies: needed,
        mentioned: listMentioned(state),
      };
    },
    options,
  );
  const { nodes, cycles } = orderForInstall(items);
  return { target, mode: 'one-commit', commit, items: nodes, cycles, exceptions };
}
