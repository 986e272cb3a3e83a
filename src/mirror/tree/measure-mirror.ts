import { checkBottles } from '../../bottle/obtain/check-bottles.ts';
import type { FoundBottle } from '../../bottle/resolve/resolution.ts';
import { digestOf } from '../../core/digest.ts';
import { BrewpullError } from '../../core/errors.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { readMirrorContents } from './file/open-mirror.ts';
import { keyOfBottle } from './file/bottle-key.ts';
import type { TargetWish, Wish, WishedInVain } from './wishes/wish.ts';

/** What to measure. */
export interface MeasureRequest {
  /** An absolute path; it need not exist. */
  readonly directory: string;
  readonly targets: readonly TargetWish[];
  readonly wishes: AsyncIterable<Wish>;
}

/** How much a mirror would fetch. A bottle for several targets counts once. */
export interface MirrorMeasure {
  /** The bottles that the mirror has. */
  readonly kept: { readonly bottles: number; readonly sizeBytes: number };
  /** The bottles to fetch whose size the registry or the cache says; the others are `unknown`. */
  readonly known: { readonly bottles: number; readonly sizeBytes: number };
  readonly unknown: { readonly bottles: number };
  /**
   * The size of all that is to be fetched: exact if all sizes are known, otherwise estimated from those that are; undefined if
   * none is.
   */
  readonly estimatedBytes: number | undefined;
  /** The bottles of the mirror that would no longer serve any target. */
  readonly unused: { readonly bottles: number; readonly sizeBytes: number };
  readonly inVain: readonly WishedInVain[];
}

/** How many are asked for; more would take as long as fetching the documents. */
const MOST_ASKED = 200;

/**
 * Measures what a mirror would fetch, without fetching it. The registry is asked for the sizes of at most 200 bottles, spread
 * over all of them, or none with `--offline`. Throws what reading the mirror throws, and `AbortedError`.
 */
export async function measureMirror(
  brewpull: Brewpull,
  { directory, targets, wishes }: MeasureRequest,
): Promise<MirrorMeasure> {
  const before = await readMirrorContents(directory);
  const there = new Map((before?.bottles ?? []).map((bottle) => [keyOfBottle(bottle), bottle]));
  const wanted = new Map<string, FoundBottle>();
  const inVain: WishedInVain[] = [];
  for await (const wish of wishes) {
    if (wish.kind === 'none') inVain.push(wish);
    else wanted.set(keyOfBottle({ ...wish.found, formula: wish.found.builtAs }), wish.found);
  }
  const kept = [...there].filter(([key]) => wanted.has(key)).map(([, bottle]) => bottle);
  const now = new Set(targets.map(({ target }) => target.bottleTag));
  const unused = [...there]
    .filter(([key, bottle]) => !wanted.has(key) && bottle.targets.every((tag) => now.has(tag)))
    .map(([, bottle]) => bottle);
  const lacking = [...wanted].filter(([key]) => !there.has(key)).map(([, found]) => found);
  const sizes = await askSizes(brewpull, lacking);
  const known = { bottles: sizes.length, sizeBytes: sum(sizes) };
  const unknown = lacking.length - sizes.length;
  return {
    kept: { bottles: kept.length, sizeBytes: sum(kept.map(({ sizeBytes }) => sizeBytes)) },
    known,
    unknown: { bottles: unknown },
    estimatedBytes:
      known.bottles === 0 && unknown > 0
        ? undefined
        : known.sizeBytes + Math.round((known.sizeBytes / Math.max(1, known.bottles)) * unknown),
    unused: { bottles: unused.length, sizeBytes: sum(unused.map(({ sizeBytes }) => sizeBytes)) },
    inVain,
  };
}

/** Returns the sizes that can be found out, in no order. */
async function askSizes(
  { tools, options, store }: Brewpull,
  lacking: readonly FoundBottle[],
): Promise<readonly number[]> {
  const sizes: number[] = [];
  const step = Math.max(1, lacking.length / MOST_ASKED);
  const asked: FoundBottle[] = [];
  for (let at = 0; at < lacking.length && asked.length < MOST_ASKED; at += step) {
    const found = lacking[Math.floor(at)];
    if (found !== undefined) asked.push(found);
  }
  if (options.offline) {
    for (const { sha256 } of lacking) {
      const cached = await store.find(digestOf(sha256));
      if (cached !== undefined) sizes.push(cached.sizeBytes);
    }
    return sizes;
  }
  options.onEvent({ type: 'step', step: { kind: 'check-bottles', bottles: asked.length } });
  for (const checked of (await checkBottles(asked, tools, options)).values()) {
    if (checked instanceof BrewpullError || checked.sizeBytes === undefined) continue;
    sizes.push(checked.sizeBytes);
  }
  return sizes;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
