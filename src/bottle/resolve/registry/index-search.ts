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

/** A question about one formula that only the registry answers. */
export interface RegistryQuestion extends FormulaQuestion {
  readonly tap: string;
  readonly exactOnly: boolean;
  /** Indexes built at this time or later, ISO 8601, do not count. */
  readonly before: string | undefined;
  /** Only indexes that may be newer than this are read and can be found. */
  readonly after?: KnownRelease | undefined;
  /** With a version: whether answers without a bottle name nearby versions, which takes reading more indexes. */
  readonly namesNear?: boolean | undefined;
  readonly signal: AbortSignal;
  /** At most how many indexes are read; by default 5,000. */
  readonly maxIndexes?: number;
  /** How many bytes they may have together; by default 256 MiB. */
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

/** How many indexes are read at once: they are small, and the best order to read them in is only a guess. */
const WINDOW = 8;
/** At most how many indexes are read, so that a long list does not take forever. */
const MAX_INDEXES = 5000;

/**
 * A search through one formula's indexes for several targets, newest first, until no unread index can be newer than what was
 * found for every target, or the limit is reached.
 */
export class IndexSearch {
  readonly #question: RegistryQuestion;
  /** `HOST/REPOSITORY`. */
  readonly #where: string;
  /** Everything that the registry lists, and what of it is to be read. */
  readonly #ordered: readonly Candidate[];
  readonly #candidates: readonly Candidate[];
  readonly #isChronological: boolean;
  readonly #maxIndexes: number;
  #unread: readonly Candidate[] = [];
  readonly #seen: Seen[] = [];
  /** The seen indexes that have a bottle, by target. */
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

  /** Reads what has to be read; `read` returns undefined for an index that no longer exists. */
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

  /** Returns the answer for one of the targets, once everything is read. */
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

  /** Returns the answer for a bottle known from elsewhere: a newer one, or the same bottle with what dropped it. */
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
      // A bottle of the same version may have been added for exactly this system.
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

  /** Describes this registry, and how far back was looked at least. */
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

  /** Makes the error for indexes that were left unread and may hold the answer. */
  #findUnread(target: Target, best: Best | undefined): RegistryResponseError | undefined {
    const isOpen = this.#unread.some((candidate) => !best || this.#mayBeat(candidate, best));
    if (!isOpen) return undefined;
    const lack = best === undefined ? 'have no bottle' : 'do not say which bottle is the last';
    return new RegistryResponseError(
      `${this.#where} lists ${inWords(this.#candidates.length)} versions; the newest ${inWords(this.#maxIndexes)} ${lack} for ${formatTarget(target)}`,
      { hint: 'Use --history git; brewpull sync fetches the history.' },
    );
  }

  /** Finds the newest unreadable entry that might beat the best readable one; the answer is then unknown. */
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

  /** Returns the oldest of the newer indexes: the first that has nothing for the target. */
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

/** Returns whether an index was built at or after `before`, so that it does not count. */
export function isAfter(created: string | undefined, before: string | undefined): boolean {
  if (created === undefined || before === undefined) return false;
  return Date.parse(created) >= Date.parse(before);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
