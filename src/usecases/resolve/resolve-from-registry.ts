import { NotFoundError, RegistryResponseError, UnauthorizedError } from '../../core/errors.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import { formatTarget, type Target } from '../../core/target.ts';
import { mayServe } from '../../plan/broken-entry.ts';
import { chooseBottle, type Choice } from '../../plan/bottle-choice.ts';
import { nearestFirst, type NearBottle } from '../../plan/nearest-bottles.ts';
import {
  compareBuilds,
  isListChronological,
  mayBeNewer,
  orderCandidates,
  type Candidate,
  type UsableBuild,
} from '../../plan/registry-search.ts';
import { isAbsence } from '../../registry/absence.ts';
import {
  defaultRootUrl,
  overrideRoot,
  parseRootUrl,
  repositoryOf,
} from '../../registry/address.ts';
import {
  readBottleIndex,
  type BottleIndex,
  type IndexedBottle,
} from '../../registry/documents/bottle-index.ts';
import { CORE_TAP } from '../../formula/tap/formula-ref.ts';
import { inParallel } from '../in-parallel.ts';
import { foundInRegistry } from './registry-answer.ts';
import type { RegistrySource } from './registry-source.ts';
import type { Drop, Resolution } from './resolution.ts';

/** One formula, asked of the registry alone. */
export interface RegistryQuestion {
  readonly requested: string;
  readonly tap: string;
  readonly name: string;
  readonly targets: readonly Target[];
  readonly exactOnly: boolean;
  /** Indexes built later than this, ISO 8601, do not count. */
  readonly before: string | undefined;
  readonly signal: AbortSignal;
  /** Called before each index is read. */
  onIndex(reference: string): void;
}

/** An index that was read, with its place in the search. */
interface Seen {
  readonly candidate: Candidate;
  readonly index: BottleIndex;
}

/** How many indexes are read at once: they are small, and the order of reading is only a guess. */
const WINDOW = 8;
/** How many are read of one formula at most: no list of versions may keep a run busy without end. */
const MAX_READ = 4000;

/**
 * Resolves one formula without history: reads its indexes from the newest on until no unread one can be newer than what
 * was found for every target. An index that is no longer there is passed over.
 */
export async function resolveFromRegistry(
  question: RegistryQuestion,
  registry: RegistrySource,
): Promise<readonly Resolution[]> {
  const { requested, tap, name, targets } = question;
  const root = parseRootUrl(defaultRootUrl(tap));
  if (root === undefined) throw new Error(`Internal error: no registry for ${tap}`);
  const asked = overrideRoot(root, registry.override);
  const repository = repositoryOf(asked, name);
  let references: readonly string[];
  try {
    references = await registry.listReferences(asked.registry, repository);
  } catch (error) {
    if (!isAbsence(error)) throw error;
    const where = `${asked.registry.host}/${asked.prefix}`;
    return targets.map((target) => ({
      status: 'not-a-formula',
      requested,
      target,
      tap,
      where,
      suggestions: [],
      // A tap's formula may mean homebrew/core's registry; only its text says so.
      hint: tap === CORE_TAP ? undefined : hintForTap(tap, error),
    }));
  }
  const search = new RegistrySearch(references, question);
  await search.run((reference) => readIndex(registry, asked.registry, repository, reference));
  return targets.map((target) => search.answer(target, registry));
}

function hintForTap(tap: string, error: unknown): string {
  const why =
    error instanceof UnauthorizedError ? 'It is not there, or private: docker login ghcr.io. ' : '';
  return `${why}Only its formula tells more: brewpull sync --tap ${tap}.`;
}

async function readIndex(
  registry: RegistrySource,
  url: URL,
  repository: string,
  reference: string,
): Promise<BottleIndex | undefined> {
  try {
    const { document } = await registry.readDocument(url, repository, reference);
    return document.kind === 'index' ? readBottleIndex(document, reference) : undefined;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The search through one formula's indexes for several targets. */
class RegistrySearch {
  readonly #question: RegistryQuestion;
  readonly #candidates: readonly Candidate[];
  readonly #isChronological: boolean;
  readonly #seen: Seen[] = [];
  /** What was not read, though it may matter. */
  #left: readonly Candidate[] = [];

  constructor(references: readonly string[], question: RegistryQuestion) {
    this.#question = question;
    this.#candidates = orderCandidates(references);
    this.#isChronological = isListChronological(references);
  }

  async run(readOne: (reference: string) => Promise<BottleIndex | undefined>): Promise<void> {
    const { signal, before } = this.#question;
    let unread = [...this.#candidates];
    let read = 0;
    while (unread.length > 0 && read < MAX_READ) {
      const window = unread.slice(0, WINDOW);
      const indexes = await inParallel(
        window,
        (candidate) => {
          this.#question.onIndex(candidate.reference);
          return readOne(candidate.reference);
        },
        { concurrency: WINDOW, signal },
      );
      window.forEach((candidate, at) => {
        const index = indexes[at];
        if (index === undefined || isAfter(index.created, before)) return;
        this.#seen.push({ candidate, index });
      });
      read += window.length;
      unread = this.#stillOpen(unread.slice(window.length));
    }
    this.#left = unread;
  }

  answer(target: Target, registry: RegistrySource): Resolution {
    const { requested, tap, name } = this.#question;
    const best = this.#best(target);
    const doubt = this.#doubt(target, best) ?? this.#unfinished(best);
    if (doubt !== undefined) return { status: 'failed', requested, target, error: doubt };
    if (best === undefined) {
      const nearest = this.#nearest(target);
      const dates = this.#seen.flatMap(({ index }) => index.created ?? []);
      const searched = { in: 'registry', from: dates.toSorted()[0] } as const;
      return { status: 'no-bottle', requested, target, formula: name, tap, nearest, searched };
    }
    const { index, choice } = best;
    const { sha256, tag } = choice.offer;
    return foundInRegistry({
      requested,
      target,
      tap,
      name,
      release: index,
      tag,
      sha256,
      how: choice.how,
      droppedBy: this.#dropAfter(best.candidate, index),
      override: registry.override,
    });
  }

  /** An entry that cannot be read may be a newer bottle for the target, or a better one, than what was found. */
  #doubt(
    target: Target,
    best: (Seen & { readonly choice: Choice<IndexedBottle> }) | undefined,
  ): RegistryResponseError | undefined {
    const { name, exactOnly } = this.#question;
    for (const seen of this.#seen) {
      const isSame = best?.candidate === seen.candidate;
      if (isSame ? best.choice.how === 'exact' : best && this.#compare(seen, best) < 0) continue;
      const broken = seen.index.broken.find((each) => mayServe(each, target, { exactOnly }));
      if (broken === undefined) continue;
      return new RegistryResponseError(
        `the index of ${name} ${seen.candidate.reference} has an entry that cannot be read and may be the bottle for ${formatTarget(target)}: ${broken.where}: ${broken.reason}`,
        undefined,
        { hint: 'Ask the history instead: --history git. Or ask another registry: --registry.' },
      );
    }
    return undefined;
  }

  #unfinished(best: Seen | undefined): RegistryResponseError | undefined {
    const { name } = this.#question;
    const isProven = best !== undefined && !this.#left.some((each) => this.#mayBeat(each, best));
    if (this.#left.length === 0 || isProven) return undefined;
    return new RegistryResponseError(
      `the registry lists ${this.#candidates.length} versions of ${name}, and the ${MAX_READ} newest-looking do not decide`,
      undefined,
      { hint: `Ask the history instead: --history git. Or name a version: ${name}=VERSION.` },
    );
  }

  #stillOpen(unread: readonly Candidate[]): Candidate[] {
    const found = this.#question.targets.map((target) => this.#best(target));
    return unread.filter((candidate) =>
      found.some((best) => best === undefined || this.#mayBeat(candidate, best)),
    );
  }

  #mayBeat(candidate: Candidate, best: Seen): boolean {
    return mayBeNewer(candidate, toBuild(best), { isChronological: this.#isChronological });
  }

  #best(target: Target): (Seen & { readonly choice: Choice<IndexedBottle> }) | undefined {
    const { exactOnly } = this.#question;
    return this.#seen
      .flatMap((seen) => {
        const choice = chooseBottle(seen.index.bottles, target, { exactOnly });
        return choice === undefined ? [] : [{ ...seen, choice }];
      })
      .toSorted((a, b) => this.#compare(b, a))[0];
  }

  #compare(a: Seen, b: Seen): number {
    return compareBuilds(toBuild(a), toBuild(b), { isChronological: this.#isChronological });
  }

  /** The oldest of the newer indexes: the first that has nothing for the target. */
  #dropAfter(candidate: Candidate, index: BottleIndex): Drop | undefined {
    const newer = this.#seen
      .filter((seen) => this.#compare(seen, { candidate, index }) > 0)
      .toSorted((a, b) => this.#compare(a, b))[0];
    if (newer === undefined) return undefined;
    const { created, pkgVersion } = newer.index;
    return { commit: undefined, date: created, pkgVersion };
  }

  #nearest(target: Target): readonly NearBottle[] {
    const byTag = new Map<string, NearBottle>();
    for (const { index } of this.#seen.toSorted((a, b) => this.#compare(b, a))) {
      for (const { tag } of index.bottles) {
        if (byTag.has(tag)) continue;
        byTag.set(tag, { bottleTag: tag, pkgVersion: index.pkgVersion, date: index.created });
      }
    }
    return nearestFirst([...byTag.values()], target).slice(0, 3);
  }
}

function toBuild({ candidate, index }: Seen): UsableBuild {
  return {
    pkgVersion: parsePkgVersion(index.pkgVersion),
    rebuild: index.rebuild,
    created: index.created,
    position: candidate.position,
  };
}

function isAfter(created: string | undefined, before: string | undefined): boolean {
  if (created === undefined || before === undefined) return false;
  return Date.parse(created) >= Date.parse(before);
}
