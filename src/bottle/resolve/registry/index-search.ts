import { RegistryResponseError } from '../../../core/errors.ts';
import { parsePkgVersion } from '../../../core/pkg-version.ts';
import { formatTarget, type Target } from '../../../core/target.ts';
import { chooseBottle, type Choice } from '../../../core/bottle-choice.ts';
import { keepWanted, type BuiltVersion } from '../../../core/wanted-version.ts';
import { nearestFirst, type NearBottle } from '../../../history/answers/nearest-bottles.ts';
import {
  compareBuilds,
  isListChronological,
  mayBeNewer,
  newerCandidates,
  orderCandidates,
  wantedCandidates,
  type Candidate,
  type KnownRelease,
  type UsableBuild,
} from './plan-registry-search.ts';
import type { BottleIndex, IndexedBottle } from '../../../registry/documents/bottle-index.ts';
import { inParallel } from '../../in-parallel.ts';
import { brokenEntry, findBroken } from './broken-entry.ts';
import { foundInRegistry } from './registry-answer.ts';
import type { FormulaQuestion } from '../resolve-from-history.ts';
import { formatReference, referenceAlternatives } from '../../../registry/reference.ts';
import type { RegistrySource } from '../../../registry/cached/registry-source.ts';
import type { AnswerSource, DroppedBy, FoundBottle, Resolution } from '../resolution.ts';

/** One formula, asked of the registry alone. */
export interface RegistryQuestion extends FormulaQuestion {
  readonly tap: string;
  readonly exactOnly: boolean;
  /** Indexes built later than this, ISO 8601, do not count. */
  readonly before: string | undefined;
  /** Only what may be newer than this is read; what is found is the last of these alone. */
  readonly after?: KnownRelease | undefined;
  /** With a version: whether answers without a bottle name the next ones, for which more indexes are read. */
  readonly namesNear?: boolean | undefined;
  readonly signal: AbortSignal;
  /** How many indexes are read at most; by default 5,000. */
  readonly maxIndexes?: number;
  /** How many bytes all of them may have; by default 256 MiB. */
  readonly maxBytes?: number;
  /** Called before each index is read. */
  onIndex(reference: string): void;
  /** Called before the registry at a host is asked for its list. */
  onList?(host: string): void;
}

/** An index that was read, with its place in the search. */
interface Seen {
  readonly candidate: Candidate;
  readonly index: BottleIndex;
}

/** The newest index with a bottle for a target. */
interface Best extends Seen {
  readonly choice: Choice<IndexedBottle>;
}

/** How many indexes are read at once: they are small, and the order of reading is only a guess. */
const WINDOW = 8;
/** How many are read at most, so that a long list is not an endless wait. */
const MAX_INDEXES = 5000;

/**
 * The search through one formula's indexes for several targets, from the newest on until no unread one can be newer than
 * what was found for every target, or the most allowed are read.
 */
export class IndexSearch {
  readonly #question: RegistryQuestion;
  /** `HOST/REPOSITORY`. */
  readonly #where: string;
  /** All that the registry lists, and of these what is to be read. */
  readonly #ordered: readonly Candidate[];
  readonly #candidates: readonly Candidate[];
  readonly #isChronological: boolean;
  readonly #maxIndexes: number;
  #unread: readonly Candidate[] = [];
  readonly #seen: Seen[] = [];
  /** Of those the ones with a bottle, by target. */
  readonly #usable = new Map<Target, Best[]>();

  constructor(references: readonly string[], question: RegistryQuestion, where: string) {
    this.#question = question;
    this.#where = where;
    this.#maxIndexes = question.maxIndexes ?? MAX_INDEXES;
    const { after } = question;
    const isChronological = isListChronological(references);
    this.#ordered = orderCandidates(references);
    const { version } = question;
    const wanted = version === undefined ? this.#ordered : wantedCandidates(this.#ordered, version);
    this.#candidates =
      after === undefined ? wanted : newerCandidates(wanted, after, { isChronological });
    this.#isChronological = isChronological;
  }

  /** Reads what has to be read; `read` gives undefined for an index that is no longer there. */
  async run(read: (reference: string) => Promise<BottleIndex | undefined>): Promise<void> {
    const { signal, before } = this.#question;
    let unread = [...this.#candidates];
    for (let left = this.#maxIndexes; unread.length > 0 && left > 0;) {
      const window = unread.slice(0, Math.min(WINDOW, left));
      left -= window.length;
      const indexes = await inParallel(
        window,
        (candidate) => {
          this.#question.onIndex(candidate.reference);
          return read(candidate.reference);
        },
        { concurrency: WINDOW, signal },
      );
      window.forEach((candidate, at) => {
        const index = indexes[at];
        if (index === undefined || isAfter(index.created, before)) return;
        this.#add({ candidate, index });
      });
      unread = this.#stillOpen(unread.slice(window.length));
    }
    this.#unread = unread;
  }

  /** Gives the answer for one of the targets, once everything is read. */
  answer(target: Target, registry: RegistrySource): Resolution {
    const { requested, tap, name, version } = this.#question;
    const best = this.#best(target);
    const error = this.#findUnread(target, best) ?? this.#findBroken(target, best);
    if (error !== undefined) return { status: 'failed', requested, target, error };
    if (best === undefined) {
      const nearest = this.#nearest(target);
      const source = this.#source();
      const searched = { in: 'registry', from: source.begins } as const;
      const about = { requested, target, formula: name, tap };
      const wanted = version && { text: version.text, versions: [] };
      return { status: 'no-bottle', ...about, nearest, searched, source, wanted };
    }
    const { index, choice } = best;
    const { sha256, bottleTag } = choice.offer;
    return foundInRegistry({
      requested,
      target,
      tap,
      name,
      release: index,
      bottleTag,
      sha256,
      match: choice.match,
      droppedBy: this.#dropAfter(best),
      source: this.#source(),
      override: registry.override,
      wanted: version,
    });
  }

  /** Gives the answer for the target of a bottle that is known otherwise: a newer one, or that with what came after it. */
  answerAfter(found: FoundBottle, registry: RegistrySource): Resolution {
    const { target, droppedBy, sha256, match } = found;
    const answer = this.answer(target, registry);
    if (answer.status === 'failed') return answer;
    const known = this.#toBuild(found);
    const order = (seen: Seen): number =>
      compareBuilds(toBuild(seen), known, { isChronological: this.#isChronological });
    const best = this.#best(target);
    if (best !== undefined && answer.status === 'found' && answer.sha256 !== sha256) {
      const isNewer = order(best) > 0;
      // One of the same version may have come for just this system, where an older one had to do.
      if (isNewer || (match === 'older' && order(best) === 0)) return answer;
    }
    const newer = this.#seen.filter((seen) => order(seen) > 0);
    const told = found.told && { ...found.told, isUpToDate: true };
    return { ...found, told, droppedBy: droppedBy ?? this.#oldest(newer) };
  }

  #toBuild({ pkgVersion, rebuild, introducedBy }: FoundBottle): UsableBuild {
    const names = referenceAlternatives(formatReference({ pkgVersion, rebuild }));
    const listed = this.#ordered.find(({ reference }) => names.includes(reference));
    return {
      pkgVersion: parsePkgVersion(pkgVersion),
      rebuild,
      created: introducedBy?.commit.date,
      position: listed?.position ?? Infinity,
    };
  }

  /** How far back was looked, at least. */
  #source(): AnswerSource {
    if (this.#question.version !== undefined) {
      return { kind: 'registry', description: this.#where, head: undefined, begins: undefined };
    }
    const dates = this.#seen.flatMap(({ index }) => index.created ?? []);
    const begins = dates.toSorted()[0];
    return { kind: 'registry', description: this.#where, head: undefined, begins };
  }

  #add(seen: Seen): void {
    const { targets, exactOnly } = this.#question;
    this.#seen.push(seen);
    for (const target of targets) {
      const choice = chooseBottle(seen.index.bottles, target, { exactOnly });
      if (choice === undefined) continue;
      this.#usable.set(target, [...(this.#usable.get(target) ?? []), { ...seen, choice }]);
    }
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

  #best(target: Target): Best | undefined {
    const { version } = this.#question;
    const usable = this.#usable.get(target) ?? [];
    const wanted = version === undefined ? usable : keepWanted(usable, version, toBuilt).builds;
    return wanted.toSorted((a, b) => this.#compare(b, a))[0];
  }

  /** What was left unread may hold the answer. */
  #findUnread(target: Target, best: Best | undefined): RegistryResponseError | undefined {
    const isOpen = this.#unread.some((candidate) => !best || this.#mayBeat(candidate, best));
    if (!isOpen) return undefined;
    const lack = best === undefined ? 'have no bottle' : 'do not say which bottle is the last';
    return new RegistryResponseError(
      `${this.#where} lists ${inWords(this.#candidates.length)} versions; the newest ${inWords(this.#maxIndexes)} ${lack} for ${formatTarget(target)}`,
      { hint: 'Use --history git; brewpull sync fetches the history.' },
    );
  }

  /** The newest entry that cannot be read and would be preferred to the best that can be: the answer is not known then. */
  #findBroken(target: Target, best: Best | undefined): RegistryResponseError | undefined {
    const { exactOnly } = this.#question;
    for (const seen of this.#seen.toSorted((a, b) => this.#compare(b, a))) {
      const isBest = seen.index === best?.index;
      if (best !== undefined && !isBest && this.#compare(seen, best) <= 0) continue;
      const choice = isBest ? best.choice : undefined;
      const broken = findBroken(seen.index, target, { choice, exactOnly });
      const where = `${this.#where}:${seen.candidate.reference}`;
      if (broken !== undefined) return brokenEntry(where, broken, target);
    }
    return undefined;
  }

  #compare(a: Seen, b: Seen): number {
    return compareBuilds(toBuild(a), toBuild(b), { isChronological: this.#isChronological });
  }

  /** The oldest of the newer indexes: the first that has nothing for the target. */
  #dropAfter(best: Seen): DroppedBy | undefined {
    return this.#oldest(this.#seen.filter((seen) => this.#compare(seen, best) > 0));
  }

  #oldest(seen: readonly Seen[]): DroppedBy | undefined {
    const [oldest] = seen.toSorted((a, b) => this.#compare(a, b));
    if (oldest === undefined) return undefined;
    const { created, pkgVersion } = oldest.index;
    return { commit: undefined, date: created, pkgVersion };
  }

  #nearest(target: Target): readonly NearBottle[] {
    const byTag = new Map<string, NearBottle>();
    for (const { index } of this.#seen.toSorted((a, b) => this.#compare(b, a))) {
      for (const { bottleTag } of index.bottles) {
        if (byTag.has(bottleTag)) continue;
        byTag.set(bottleTag, { bottleTag, pkgVersion: index.pkgVersion, date: index.created });
      }
    }
    return nearestFirst([...byTag.values()], target).slice(0, 3);
  }
}

function toBuilt(seen: Seen): BuiltVersion {
  const { pkgVersion, rebuild } = toBuild(seen);
  return { ...pkgVersion, rebuild };
}

function toBuild({ candidate, index }: Seen): UsableBuild {
  return {
    pkgVersion: parsePkgVersion(index.pkgVersion),
    rebuild: index.rebuild,
    created: index.created,
    position: candidate.position,
  };
}

/** Tells whether an index was built when its answers do not count any more. */
export function isAfter(created: string | undefined, before: string | undefined): boolean {
  if (created === undefined || before === undefined) return false;
  return Date.parse(created) >= Date.parse(before);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
