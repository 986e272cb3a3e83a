import { asTheyCome } from '../../../bottle/in-parallel.ts';
import { StoreError, type BrewpullError } from '../../../core/errors.ts';
import type { EventSink } from '../../../core/events.ts';
import { formatBytes } from '../../../core/format-bytes.ts';
import { keyOf } from '../../../core/formula-key.ts';
import type { MirrorBottle, MirrorContents } from '../file/mirror-schema.ts';
import { treeFormulaPath } from '../file/tree-layout.ts';
import type { SumsByPath } from '../file/tree-sums.ts';
import type { NewsDesk } from './check-kept.ts';
import type { HeldNames } from './find-unmet.ts';
import { keyOfBottle } from '../file/bottle-key.ts';
import { isBottleWhole } from './is-bottle-whole.ts';
import type { Journal } from './journal.ts';
import {
  describeBottle,
  fillBottle,
  type DescribedBottle,
  type MirrorTools,
} from './mirror-bottle.ts';
import { readDependencies } from './read-formula.ts';
import { isHeld, type HeldOutcome, type LackedOutcome, type MirrorOutcome } from './outcome.ts';
import { SMALL_BYTES } from './place-blob.ts';
import { RunEnd } from './run-end.ts';
import type { Wish, WishedBottle, WishedInVain } from '../wishes/wish.ts';

/** How to fill a tree. */
export interface FillRequest {
  readonly wishes: AsyncIterable<Wish>;
  /** What the mirror held before. */
  readonly before: MirrorContents | undefined;
  /** The files that its sums list. */
  readonly oldSums: Pick<SumsByPath, 'has'>;
  /** How many wishes there are, if known. */
  readonly total: number | undefined;
  /** How many large bottles are downloaded at once. */
  readonly concurrency: number;
  /** How many documents and small bottles are asked for at once. */
  readonly smallConcurrency: number;
  /** The most bytes that the bottles may have together; undefined for no limit. */
  readonly maxBytes: number | undefined;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
}

/** What filling needs. */
export interface FillTools extends MirrorTools {
  readonly journal: Journal;
  readonly news: NewsDesk;
}

/** The outcome of every wish. */
export interface Filled {
  readonly outcomes: readonly MirrorOutcome[];
  readonly inVain: readonly WishedInVain[];
  /** The keys of the formulae that were wished for, under today's names, by the bottle tag of the target. */
  readonly names: HeldNames;
  /** For bottles whose formula has a different name today: that name, by `keyOfBottle`. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What ended the run early. */
  readonly ended: BrewpullError | undefined;
}

/** Asking whether something is new costs a registry little. */
const NEWS_CONCURRENCY = 8;

/** The result of a step: an outcome, or a bottle that is still to be downloaded. */
type Passed = MirrorOutcome | DescribedBottle;

/**
 * Brings every wished bottle into the tree. What the tree has is only checked for changes. Documents and small bottles are
 * fetched few at a time, so that a killed run loses little, and large bottles several at once, since they can resume. A failure
 * does not stop the others unless all would fail the same way. Outcomes are in no order. Throws only when interrupted.
 */
export async function fillMirror(request: FillRequest, tools: FillTools): Promise<Filled> {
  const run = new Filling(request, tools);
  const news = asTheyCome(run.wishes(), (wish) => run.askForNews(wish), NEWS_CONCURRENCY);
  const described = asTheyCome(news, (each) => run.describe(each), request.smallConcurrency);
  const outcomes: MirrorOutcome[] = [];
  for await (const outcome of asTheyCome(
    described,
    (each) => run.fill(each),
    request.concurrency,
  )) {
    outcomes.push(outcome);
    run.report(outcome, outcomes.length);
  }
  for (const wish of run.shared) outcomes.push(await run.share(wish, outcomes));
  return {
    outcomes,
    inVain: run.inVain,
    names: run.names,
    renamed: run.renamed,
    ended: run.end.cause,
  };
}

class Filling {
  readonly end = new RunEnd();
  readonly inVain: WishedInVain[] = [];
  readonly names = new Map<string, Set<string>>();
  readonly renamed = new Map<string, string>();
  /** Wishes for a bottle that another target already asked for. */
  readonly shared: WishedBottle[] = [];
  readonly #request: FillRequest;
  readonly #tools: FillTools;
  /** The keys of the bottles that were wished for. */
  readonly #wished = new Set<string>();
  #firsts: Map<string, MirrorOutcome> | undefined;
  readonly #kept: ReadonlyMap<string, MirrorBottle>;
  /** The blobs that the tree has or gets, so that none is counted twice. */
  readonly #counted = new Set<string>();
  /** The keys of bottles that something was fetched for. */
  readonly #worked = new Set<string>();
  #knownBottles = 0;
  #bytes = 0;
  #fetchedBytes = 0;

  constructor(request: FillRequest, tools: FillTools) {
    this.#request = request;
    this.#tools = tools;
    const bottles = request.before?.bottles ?? [];
    this.#kept = new Map(bottles.map((bottle) => [keyOfBottle(bottle), bottle]));
    for (const bottle of bottles) this.#count(bottle, bottle.sizeBytes);
  }

  /** Yields the wishes for bottles and records the others. */
  async *wishes(): AsyncGenerator<WishedBottle> {
    for await (const wish of this.#request.wishes) {
      if (wish.kind === 'none') {
        this.inVain.push(wish);
        continue;
      }
      const { formula, builtAs, target } = wish.found;
      const { bottleTag } = target;
      this.names.set(bottleTag, (this.names.get(bottleTag) ?? new Set()).add(keyOf(wish.found)));
      const key = keyOfWish(wish);
      if (formula !== builtAs) this.renamed.set(key, formula);
      if (this.#wished.has(key)) this.shared.push(wish);
      else yield wish;
      this.#wished.add(key);
    }
  }

  /** Gives one target the bottle that another one got. */
  async share(wish: WishedBottle, outcomes: readonly MirrorOutcome[]): Promise<MirrorOutcome> {
    this.#firsts ??= new Map(outcomes.map((each) => [each.key, each]));
    const first = this.#firsts.get(keyOfWish(wish));
    if (first === undefined) throw new Error('Internal error: a bottle without an outcome');
    if (!isHeld(first)) return lacked(wish, first.status, first.error);
    const target = wish.found.target.bottleTag;
    const done = this.#tools.journal.outcomeOf(first.key, target);
    if (done !== undefined) return done;
    try {
      const bottle = await this.#forTarget(first.bottle, wish);
      return this.#note({ ...first, bottle, target, fetchedBytes: 0 });
    } catch (error) {
      return lacked(wish, 'failed', this.end.noteFailure(error));
    }
  }

  /** Adds a target to a bottle, whose needs may differ there: they have only been read for the targets it served so far. */
  async #forTarget(bottle: MirrorBottle, wish: WishedBottle): Promise<MirrorBottle> {
    const { brewpull, tree } = this.#tools;
    const target = wish.found.target.bottleTag;
    const isRead = this.#kept.get(keyOfBottle(bottle))?.targets.includes(target) === true;
    if (isRead) return { ...bottle, targets: [target] };
    const text = bottle.hasFormula ? await tree.read(treeFormulaPath(bottle)) : undefined;
    const dependencies = (await readDependencies(brewpull, wish, text)) ?? bottle.dependencies;
    return { ...bottle, targets: [target], dependencies: [...dependencies] };
  }

  /** Settles a wish for a bottle that the tree already has, which only needs to be checked for changes. */
  async askForNews(wish: WishedBottle): Promise<WishedBottle | MirrorOutcome> {
    const { cause } = this.end;
    if (cause !== undefined) return lacked(wish, 'not-tried', cause);
    try {
      const key = keyOfWish(wish);
      const target = wish.found.target.bottleTag;
      const done = this.#tools.journal.outcomeOf(key, target);
      if (done !== undefined && this.#isWhole(done.bottle)) return done;
      const kept = this.#kept.get(key);
      if (kept === undefined || !this.#isWhole(kept)) return wish;
      const news = await this.#tools.news.ask(wish.found, kept);
      if (news === 'other') return wish;
      const status = news === 'gone' ? 'gone' : 'kept';
      const bottle = await this.#forTarget(kept, wish);
      return this.#note({ status, key, bottle, target, fetchedBytes: 0 });
    } catch (error) {
      return lacked(wish, 'failed', this.end.noteFailure(error));
    }
  }

  /** Fetches the documents of a bottle that is missing, and the bottle itself if it is small. */
  async describe(each: WishedBottle | MirrorOutcome): Promise<Passed> {
    if ('status' in each) return each;
    const { cause } = this.end;
    if (cause !== undefined) return lacked(each, 'not-tried', cause);
    this.#worked.add(keyOfWish(each));
    try {
      const described = await describeBottle(each, this.#tools);
      const { sizeBytes } = described.confirmed.layer;
      const excess = this.#reserve(described);
      if (excess !== undefined) return lacked(described.wish, 'left-out', excess);
      if (sizeBytes === undefined || sizeBytes >= SMALL_BYTES) return described;
      return await this.fill(described);
    } catch (error) {
      return lacked(each, 'failed', this.end.noteFailure(error));
    }
  }

  /** Fetches the bottle itself. */
  async fill(each: Passed): Promise<MirrorOutcome> {
    if ('status' in each) return each;
    const { wish } = each;
    const { cause } = this.end;
    if (cause !== undefined) return lacked(wish, 'not-tried', cause);
    try {
      const { bottle, blob } = await fillBottle(each, this.#tools, this.#request.signal);
      this.end.noteSuccess();
      this.#fetchedBytes += blob.fetchedBytes;
      const target = wish.found.target.bottleTag;
      const key = keyOfBottle(bottle);
      const kept = this.#kept.get(key);
      const isRepublished = kept !== undefined && kept.indexDigest !== bottle.indexDigest;
      const status = isRepublished ? 'republished' : 'new';
      return this.#note({ status, key, bottle, target, fetchedBytes: blob.fetchedBytes });
    } catch (error) {
      return lacked(wish, 'failed', this.end.noteFailure(error));
    }
  }

  /** Reports the progress of the run. */
  report(outcome: MirrorOutcome, done: number): void {
    const { total, onEvent } = this.#request;
    if (!this.#worked.delete(outcome.key)) this.#knownBottles += 1;
    onEvent({
      type: 'step',
      step: {
        kind: 'mirror',
        bottles: done,
        knownBottles: this.#knownBottles,
        totalBottles: total,
        fetchedBytes: this.#fetchedBytes,
      },
    });
  }

  #isWhole(bottle: MirrorBottle): boolean {
    return isBottleWhole(bottle, this.#tools.tree, this.#request.oldSums);
  }

  #note(outcome: HeldOutcome): HeldOutcome {
    this.#tools.journal.noteBottle(outcome);
    return outcome;
  }

  /** Reserves the space that a bottle needs; returns an error if there is not enough. */
  #reserve({ confirmed: { found, layer } }: DescribedBottle): BrewpullError | undefined {
    const { maxBytes } = this.#request;
    const { sizeBytes = 0 } = layer;
    const isCounted = this.#counted.has(found.sha256);
    if (maxBytes !== undefined && !isCounted && this.#bytes + sizeBytes > maxBytes) {
      const message = `${found.fileName} is ${formatBytes(sizeBytes)}, but only ${formatBytes(maxBytes - this.#bytes)} of --max-size is left`;
      return new StoreError(message, this.#tools.tree.directory, {
        hint: 'Raise --max-size; what the mirror already has is kept.',
      });
    }
    this.#count(found, sizeBytes);
    return undefined;
  }

  #count({ sha256 }: { readonly sha256: string }, sizeBytes: number): void {
    if (this.#counted.has(sha256)) return;
    this.#counted.add(sha256);
    this.#bytes += sizeBytes;
  }
}

function lacked(
  wish: WishedBottle,
  status: LackedOutcome['status'],
  error: BrewpullError,
): LackedOutcome {
  const { found } = wish;
  const { builtAs, tap, pkgVersion } = found;
  const key = keyOfWish(wish);
  const target = found.target.bottleTag;
  return { status, key, formula: keyOf(found), builtAs, tap, pkgVersion, target, error };
}

function keyOfWish({ found }: WishedBottle): string {
  return keyOfBottle({ ...found, formula: found.builtAs });
}
