import type { Resolution } from '../../../bottle/resolve/resolution.ts';
import { explainMiss } from '../../../closure/require-found.ts';
import { giveWay } from '../../../core/give-way.ts';
import type { Target } from '../../../core/target.ts';
import { SpanChooser } from '../../../history/answers/bottle-spans.ts';
import { formatFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readCoverage } from '../../../workspace/histories/coverage-history.ts';
import type { Wish } from './wish.ts';

/** A request for everything in a tap. */
export interface WholeRequest {
  readonly tap: string;
  readonly targets: readonly Target[];
  readonly exactOnly: boolean;
  /** Called before an atlas is opened, which may have to be made first. */
  readonly beforeAtlas: () => void;
}

/** Wishes, and how many there are. */
export interface CountedWishes {
  readonly total: number;
  readonly wishes: AsyncIterable<Wish>;
}

/** How many formulae are looked up at once: enough to be quick, few enough for memory. */
const BATCH = 200;

/**
 * Lists the last bottle of every formula in a tap that ever had one for a target, including the formulae for which that is
 * uncertain. Names are listed right away; bottles are looked up as the caller asks for them. Throws what reading a history
 * throws, and `UsageError` if only a registry could be asked.
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
    // A registry should not be asked for the versions of thousands of formulae in every run.
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

/** Makes a wish from an answer. */
export function toWish(answer: Resolution): Wish {
  if (answer.status === 'found') {
    return { kind: 'bottle', found: answer, dependencies: undefined, mentioned: undefined };
  }
  const { code, message } = explainMiss(answer);
  const { requested: formula, target } = answer;
  return { kind: 'none', target, formula, code, message, neededBy: [] };
}
