import type { BrewpullError } from '../core/errors.ts';
import { CORE_TAP, formatFormulaRef, type FormulaRef } from '../history/tap/formula-ref.ts';
import { orderForInstall } from './rules/plan-install-order.ts';
import { inParallel } from '../bottle/in-parallel.ts';
import type { FoundBottle, Resolution } from '../bottle/resolve/resolution.ts';
import { leaveOut, type ClosureException } from './closure-exception.ts';
import type { ClosureItem, ClosurePlan } from './closure-plan.ts';
import { nameOf, type Ask } from './sources/closure-taps.ts';
import { keyOf } from '../core/formula-key.ts';
import type { ClosureTools } from './closure-request.ts';
import type { Needs } from './sources/needs.ts';
import { readNeeds } from './sources/read-needs.ts';
import { requireAllFound, explainMiss } from './require-found.ts';

/** Why there is no bottle of something. */
type Miss = Pick<BrewpullError, 'code' | 'message'>;

/** The answer for one formula that was asked for. */
interface Answered {
  readonly ask: Ask;
  readonly resolution: Resolution;
}

/**
 * Plans a closure of the newest bottle of each formula, with one batch of questions per level of dependencies. A dependency that
 * never had a bottle is left out and reported. One whose bottle was dropped before the bottle that needs it was built is also
 * reported, since brew expects dependencies to be at least as new.
 */
export async function planNewest(tools: ClosureTools, asks: readonly Ask[]): Promise<ClosurePlan> {
  const exceptions: ClosureException[] = [];
  const leftOut = new Map<string, Miss>();
  const items = new Map<string, { readonly found: FoundBottle; readonly needs: Needs }>();
  /** The formula that each one asked for turned out to be. */
  const canonical = new Map<string, string>();
  const seen = new Set<string>();
  let level = asks;
  while (level.length > 0) {
    for (const { key } of level) seen.add(key);
    const found: FoundBottle[] = [];
    const answers = await answer(tools, level);
    requireAllFound(
      answers
        .filter(({ ask }) => asks.includes(ask))
        .map(({ ask, resolution }) => ({ name: nameOf(ask), resolution })),
    );
    for (const { ask, resolution } of answers) {
      if (resolution.status !== 'found') {
        leftOut.set(nameOf(ask), whyLeftOut(ask, resolution));
        continue;
      }
      const key = keyOf(resolution);
      canonical.set(ask.key, key);
      if (!items.has(key) && !found.some((each) => keyOf(each) === key)) found.push(resolution);
    }
    const needs = await inParallel(
      found,
      (bottle) => readNeeds(tools, bottle),
      tools.brewpull.options,
    );
    const next = new Map<string, Ask>();
    for (const [index, bottle] of found.entries()) {
      const own = needs[index] ?? { asks: [], mentioned: [] };
      items.set(keyOf(bottle), { found: own.found ?? bottle, needs: own });
      if (own.doubt !== undefined) {
        const data = { code: 'no-record', facts: { from: null } } as const;
        exceptions.push({ formula: keyOf(bottle), ...data, message: own.doubt });
      }
      for (const ask of own.asks) if (!seen.has(ask.key)) next.set(ask.key, ask);
    }
    level = [...next.values()];
  }
  const requested = new Set(asks.map(({ key }) => canonical.get(key)));
  const linked = [...items].map(([name, { found, needs }]) => ({
    name,
    found,
    isRequested: requested.has(name),
    dependencies: [...new Set(needs.asks.map((ask) => canonical.get(ask.key) ?? nameOf(ask)))],
    mentioned: needs.mentioned,
  }));
  const { nodes, cycles } = orderForInstall(linked);
  exceptions.push(
    ...[...leftOut].map(([formula, error]) => leaveOut(formula, error)),
    ...findOlder(nodes),
  );
  const { target } = tools;
  return { target, mode: 'newest', commits: [], items: nodes, cycles, exceptions };
}

/** Asks for a whole level at once; names that homebrew/core does not have are asked for again in the other tap. */
async function answer(tools: ClosureTools, level: readonly Ask[]): Promise<readonly Answered[]> {
  const pinned = level.flatMap((ask) =>
    ask.pin === undefined ? [] : [{ ask, resolution: ask.pin }],
  );
  const open = level.filter(({ pin }) => pin === undefined);
  const chosen = await Promise.all(open.map((ask) => choose(tools, ask)));
  const first = await resolveAll(
    tools,
    chosen.map(([ref]) => ref),
  );
  const again = chosen.flatMap(([, other], index) =>
    other !== undefined && first[index]?.status === 'not-a-formula' ? [{ index, other }] : [],
  );
  const second = await resolveAll(
    tools,
    again.map(({ other }) => other),
  );
  const answered = open.map((ask, index) => {
    const at = again.findIndex((each) => each.index === index);
    const resolution = second[at] ?? first[index];
    if (resolution === undefined) throw new Error(`Internal error: ${ask.key} was not resolved`);
    return { ask, resolution };
  });
  // Pinned ones come first, so that no other version of them is used.
  return [...pinned, ...answered];
}

async function resolveAll(
  { brewpull, target, exactOnly }: ClosureTools,
  refs: readonly FormulaRef[],
): Promise<readonly Resolution[]> {
  if (refs.length === 0) return [];
  return brewpull.resolve({ names: refs.map(formatFormulaRef), targets: [target], exactOnly });
}

/** Returns the first meaning of a name that its tap has now; if none has it, all of them, since one may have had it. */
async function choose(
  { taps }: ClosureTools,
  { candidates }: Ask,
): Promise<readonly [FormulaRef, FormulaRef?]> {
  const [core, own] = candidates;
  if (own === undefined) return [core];
  for (const ref of candidates) {
    const opened = await taps.open(ref.tap);
    // Then only the registry can tell.
    if (opened === undefined) return ref.tap === CORE_TAP ? [core, own] : [ref];
    const { snapshot, head } = opened;
    if (await snapshot.has(ref.name, head)) return [ref];
  }
  return [core, own];
}

function whyLeftOut(
  { candidates: [core, own] }: Ask,
  resolution: Exclude<Resolution, FoundBottle>,
): Miss {
  const miss = explainMiss(resolution);
  if (own === undefined || resolution.status !== 'not-a-formula') return miss;
  const message = `neither ${core.tap} nor ${own.tap} has a formula ${own.name}`;
  return { code: miss.code, message };
}

function findOlder(items: readonly ClosureItem[]): ClosureException[] {
  const bottles = new Map(items.map(({ found }) => [keyOf(found), found]));
  return items.flatMap(({ found, dependencies }) =>
    dependencies.flatMap((name) => {
      const needed = bottles.get(name);
      const last = needed?.droppedBy?.date;
      const built = found.introducedBy?.commit.date;
      if (last === undefined || built === undefined || last >= built) return [];
      const which =
        needed?.wanted === undefined
          ? 'its last bottle'
          : `${needed.pkgVersion}, which was asked for,`;
      const message = `${which} was dropped on ${last.slice(0, 10)}, before ${keyOf(found)} ${found.pkgVersion} was built on ${built.slice(0, 10)}`;
      const facts = { dropped: last, neededBy: keyOf(found), built };
      return [{ formula: name, code: 'dropped-earlier' as const, facts, message }];
    }),
  );
}
