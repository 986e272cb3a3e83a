import { formatFormulaRef } from '../../formula/tap/formula-ref.ts';
import { orderForInstall } from '../../plan/closure/install-order.ts';
import { listMentioned, listRuntimeDependencies } from '../../plan/closure/runtime-dependencies.ts';
import type { Brewpull } from '../brewpull/open.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { ClosureException, ClosureItem, ClosurePlan } from './closure-plan.ts';
import type { ClosureHistory, ClosureRequest } from './plan-closure.ts';
import { requireFound, whyNot } from './require-found.ts';

/**
 * Plans a closure of the newest bottle of each formula. A dependency that never had one is left out and said; one whose
 * bottle is older than what needs it is said as well, for brew expects dependencies to be at least as new.
 */
export async function planNewest(
  brewpull: Brewpull,
  { names, target, exactOnly }: Omit<ClosureRequest, 'mode'>,
  { history, snapshot }: ClosureHistory,
): Promise<ClosurePlan> {
  const { tap } = history;
  const exceptions: ClosureException[] = [];
  const items = new Map<string, ClosureItem & { readonly name: string }>();
  /** The formula that each name asked for turned out to be. */
  const canonical = new Map<string, string>();
  const open = [...new Set(names)];
  for (const asked of open) {
    const name = formatFormulaRef({ tap, name: asked });
    const [resolution] = await brewpull.resolve({ names: [name], targets: [target], exactOnly });
    const isRequested = names.includes(asked);
    if (resolution?.status !== 'found' && resolution !== undefined && !isRequested) {
      exceptions.push({ formula: asked, message: `left out: ${whyNot(resolution).message}` });
      continue;
    }
    const found = requireFound(resolution, asked);
    canonical.set(asked, found.formula);
    if (items.has(found.formula)) continue;
    const { record } = found;
    const formula =
      record === undefined
        ? undefined
        : await snapshot.find(found.nameThen, record.commit.oid, record.commit.date);
    const dependencies =
      formula === undefined ? [] : listRuntimeDependencies(formula.state, target);
    const needed = dependencies.map((each) => each.name);
    const mentioned = formula === undefined ? [] : listMentioned(formula.state);
    items.set(found.formula, {
      name: found.formula,
      found,
      isRequested,
      dependencies: needed,
      mentioned,
    });
    open.push(...needed.filter((each) => !open.includes(each)));
  }
  const linked = [...items.values()].map((item) => ({
    ...item,
    dependencies: [...new Set(item.dependencies.map((name) => canonical.get(name) ?? name))],
  }));
  const { nodes, cycles } = orderForInstall(linked);
  exceptions.push(...findOlder(nodes));
  return { target, mode: 'newest', commit: undefined, items: nodes, cycles, exceptions };
}

function findOlder(items: readonly ClosureItem[]): ClosureException[] {
  const dates = new Map(items.map(({ found }) => [found.formula, lastSeen(found)]));
  return items.flatMap(({ found, dependencies }) =>
    dependencies.flatMap((name) => {
      const last = dates.get(name);
      const built = found.record?.commit.date;
      if (last === undefined || built === undefined || last >= built) return [];
      const message = `its last bottle went on ${last.slice(0, 10)}, before ${found.formula} ${found.pkgVersion} was built on ${built.slice(0, 10)}`;
      return [{ formula: name, message }];
    }),
  );
}

/** When a bottle was dropped; undefined while it is offered. */
function lastSeen({ droppedBy }: FoundBottle): string | undefined {
  return droppedBy?.date;
}
