import type { Resolution } from '../../../bottle/resolve/resolution.ts';
import { explainMiss } from '../../../closure/require-found.ts';
import { giveWay } from '../../../core/give-way.ts';
import type { Target } from '../../../core/target.ts';
import { SpanChooser } from '../../../history/answers/bottle-spans.ts';
import { formatFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readCoverage } from '../../../workspace/histories/coverage-history.ts';
import type { Wish } from './wish.ts';

/** Everything of a tap is asked for. */
export interface WholeRequest {
  readonly tap: string;
  readonly targets: readonly Target[];
  readonly exactOnly: boolean;
  /** Called before an atlas is opened, which may have to be made. */
  readonly beforeAtlas: () => void;
}

/** Wishes, and how many there are. */
export interface CountedWishes {
  readonly total: number;
  readonly wishes: AsyncIterable<Wish>;
}

/** So many formulae are looked up at once: enough for an answer to be quick, few enough for memory. */
const BATCH = 200;

/**
 * Lists the last bottle of every formula of a tap that ever had one for a target, and those of which that is not certain. Names are
 * listed at once, bottles are looked up as they are asked for. Throws what reading a history throws, and `UsageError` where only a
 * registry could be asked.
 */
export async function wishWhole(brewpull: Brewpull, request: WholeRequest): Promise<CountedWishes> {
  const wanted = new Map<string, Set<string>>();
  for (const target of request.targets) {
    for (const name of await listNames(brewpull, request, target)) {
      wanted.set(name, (wanted.get(name) ?? new Set()).add(target.bottleTag));
    }
  }
  const total = [...wanted.values()].reduce((sum, { size }) => sum + size, 0);
  return { total, wishes: lookUp(brewpull, request, wanted) };
}

async function listNames(
  brewpull: Brewpull,
  { tap, exactOnly, beforeAtlas }: WholeRequest,
  target: Target,
): Promise<readonly string[]> {
  const { latest } = await readCoverage(brewpull, { tap, target, beforeAtlas });
  const chooser = new SpanChooser(target, { exactOnly });
  const names: string[] = [];
  for (const { name, bottles, doubts } of latest) {
    await giveWay(brewpull.options.signal);
    const { choice, doubt } = chooser.choose({ spans: bottles, doubts });
    if (choice !== undefined || doubt !== undefined) names.push(name);
  }
  return names;
}

async function* lookUp(
  brewpull: Brewpull,
  { tap, targets, exactOnly }: WholeRequest,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): AsyncGenerator<Wish> {
  const names = [...wanted.keys()].toSorted();
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    const refs = batch.map((name) => formatFormulaRef({ tap, name }));
    // A list of versions for each of thousands of formulae, in every run, is more than a registry should be asked.
    const isRegistryAsked = false;
    const asked = { names: refs, targets, exactOnly, isRegistryAsked } as const;
    const answers = await brewpull.resolve(asked);
    for (const answer of answers) {
      const name = batch[refs.indexOf(answer.requested)] ?? '';
      if (wanted.get(name)?.has(answer.target.bottleTag) !== true) continue;
      yield toWish(answer);
    }
  }
}

/** Makes a wish of an answer. */
export function toWish(answer: Resolution): Wish {
  if (answer.status === 'found') {
    return { kind: 'bottle', found: answer, dependencies: undefined, mentioned: undefined };
  }
  const { code, message } = explainMiss(answer);
  const { requested: formula, target } = answer;
  return { kind: 'none', target, formula, code, message, neededBy: [] };
}
