import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { AnsweredBottle, AnsweredFormula } from '../answers.ts';

/** How far the two compared histories reach. */
export interface CheckedReach {
  /** The period that the file covers, ISO 8601. */
  readonly fileBegins: string;
  readonly fileEnds: string;
  /** The period that the clone covers, ISO 8601. */
  readonly begins: string;
  readonly ends: string;
  /** Whether the clone has the very commit that the file was made at, so that dates must match as well. */
  readonly isSameHistory: boolean;
  /** Whether both are as of the same moment, so that names and the presence of formulae must match as well. */
  readonly isSameMoment: boolean;
}

/**
 * The result for one formula and bottle tag. `redated`: the same bottle, which came or went on another day in a history of
 * other commits; `unchecked`: the clone does not reach as far back, or as far forward; `not-claimed`: only the clone reaches
 * that far back.
 */
export type PairStatus =
  | 'equal'
  | 'redated'
  | 'differs'
  | 'not-in-clone'
  | 'not-in-file'
  | 'unchecked'
  | 'not-claimed';

/** One formula and bottle tag, as a file and a clone have them. */
export interface ComparedPair {
  /** The formula's key. */
  readonly formula: string;
  /** Undefined for the formula as a whole. */
  readonly bottleTag: string | undefined;
  readonly status: PairStatus;
  readonly differences: readonly FieldDifference[];
}

/** Something that the file and the clone disagree about. */
export interface Contradiction extends ComparedPair {
  readonly status: 'differs' | 'not-in-clone' | 'not-in-file';
}

/** What the two say in one field; undefined if nothing. */
export interface FieldDifference {
  readonly field: string;
  /** Set if this is about the last bottles before this moment, at which an alias began to lead elsewhere. */
  readonly until?: string;
  /** The bottle tag of the bottle in question. */
  readonly bottleTag?: string;
  readonly file: string | undefined;
  readonly clone: string | undefined;
}

type Fields<Value> = Readonly<Record<string, (value: Value) => string | undefined>>;

/** Which bottle it is. */
const BOTTLE: Fields<AnsweredBottle> = {
  pkgVersion: formatPkgVersion,
  rebuild: ({ rebuild }) => String(rebuild),
  checksum: ({ algorithm, checksum }) => `${algorithm}:${checksum}`,
  rootUrl: ({ rootUrl }) => rootUrl,
  cellar: ({ cellar }) => cellar,
  builtAs: ({ builtAs }) => builtAs,
  isUnsure: ({ isUnsure }) => String(isUnsure),
};

/** When it was introduced and dropped, and by which version. */
const TIMES: Fields<AnsweredBottle> = {
  introduced: ({ introduced }) => introduced,
  dropped: ({ dropped }) => dropped,
  droppedBy: ({ droppedBy }) => droppedBy && formatPkgVersion(droppedBy),
};

/** What depends on where history begins. */
const PLACE: Fields<AnsweredBottle> = {
  age: ({ age }) => String(age),
  position: ({ position }) => String(position),
  otherVersions: ({ otherVersions }) => otherVersions.join(', '),
  isFromBeginning: ({ isFromBeginning }) => String(isFromBeginning),
};

const FORMULA: Fields<AnsweredFormula> = {
  isPresent: ({ isPresent }) => String(isPresent),
  newest: ({ newest }) => newest && `${formatPkgVersion(newest)} rebuild ${newest.rebuild}`,
};

const FORMULA_PLACE: Fields<AnsweredFormula> = {
  oldNames: ({ oldNames }) => oldNames.join(', '),
  doubts: ({ doubts }) => formatDoubts(doubts),
  earlier: ({ earlier }) => earlier.map(({ until }) => until).join(', '),
};

function formatDoubts(doubts: AnsweredFormula['doubts']): string {
  return doubts
    .map(({ bottleTag = 'any', age, position }) => `${bottleTag} ${age} ${position}`)
    .join(', ');
}

/** Compares what a file and a clone say about one formula, by bottle tag; undefined for the one that does not have it. */
export function compareFormula(
  file: AnsweredFormula | undefined,
  clone: AnsweredFormula | undefined,
  reach: CheckedReach,
): readonly ComparedPair[] {
  const formula = file?.key ?? clone?.key ?? '';
  const pairs = compareBottles(file?.bottles ?? [], clone?.bottles ?? [], reach).map((pair) => ({
    formula,
    ...pair,
  }));
  if (file === undefined || clone === undefined || !reach.isSameMoment) return pairs;
  const isWhole = reach.begins === reach.fileBegins;
  const fields = isWhole ? { ...FORMULA, ...FORMULA_PLACE } : FORMULA;
  const differences = listDifferences(fields, file, clone);
  if (isWhole) differences.push(...compareEarlier(file, clone, reach));
  if (differences.length === 0) return pairs;
  return [...pairs, { formula, bottleTag: undefined, status: 'differs', differences }];
}

/** Compares the last bottles before each moment that both have; returns the differences. */
function compareEarlier(
  { earlier }: AnsweredFormula,
  clone: AnsweredFormula,
  reach: CheckedReach,
): readonly FieldDifference[] {
  return earlier.flatMap(({ until, bottles, doubts }) => {
    const found = clone.earlier.find((each) => each.until === until);
    if (found === undefined) return [];
    const open = { field: 'doubts', file: formatDoubts(doubts), clone: formatDoubts(found.doubts) };
    const pairs = compareBottles(bottles, found.bottles, reach);
    return [
      ...(open.file === open.clone ? [] : [open]),
      ...pairs.flatMap(({ bottleTag, differences }) =>
        differences.map((each) => (bottleTag === undefined ? each : { ...each, bottleTag })),
      ),
    ].map((each) => ({ ...each, until }));
  });
}

type BottlePair = Omit<ComparedPair, 'formula'>;

function compareBottles(
  file: readonly AnsweredBottle[],
  clone: readonly AnsweredBottle[],
  reach: CheckedReach,
): readonly BottlePair[] {
  const [inFile, inClone] = [byTag(file), byTag(clone)];
  return [...new Set([...inFile.keys(), ...inClone.keys()])].map((tag) => {
    const [said, found] = [inFile.get(tag), inClone.get(tag)];
    return { bottleTag: said?.bottleTag ?? found?.bottleTag, ...comparePair(said, found, reach) };
  });
}

/** Indexes bottles by bottle tag. A block may have one twice; the second gets a key that no bottle tag can be. */
function byTag(bottles: readonly AnsweredBottle[]): ReadonlyMap<string, AnsweredBottle> {
  const found = new Map<string, AnsweredBottle>();
  for (const bottle of bottles) {
    let key = bottle.bottleTag;
    while (found.has(key)) key += ' again';
    found.set(key, bottle);
  }
  return found;
}

type Verdict = Pick<ComparedPair, 'status' | 'differences'>;

function comparePair(
  file: AnsweredBottle | undefined,
  clone: AnsweredBottle | undefined,
  reach: CheckedReach,
): Verdict {
  if (file === undefined) {
    const isOlder = clone?.dropped !== undefined && clone.dropped <= reach.fileBegins;
    return isOlder ? NOT_CLAIMED : missing('not-in-file', undefined, clone);
  }
  if (file.introduced > reach.fileEnds) {
    // No history shows what came after its own end.
    const field = { field: 'introduced', file: file.introduced, clone: clone?.introduced };
    return { status: 'differs', differences: [field] };
  }
  if (file.introduced > reach.ends) return UNCHECKED;
  if (clone === undefined) {
    const isOlder = file.dropped !== undefined && file.dropped <= reach.begins;
    return isOlder ? UNCHECKED : missing('not-in-clone', file, undefined);
  }
  // What decided its version may lie before the clone's history begins: only another bottle would be a contradiction.
  const isOlder = file.introduced < reach.begins && clone.isFromBeginning;
  const mayBeOlder = clone.isFromBeginning && reach.fileBegins < reach.begins;
  if ((isOlder || mayBeOlder) && file.checksum === clone.checksum) return UNCHECKED;
  const other = listDifferences(BOTTLE, file, clone);
  if (other.length > 0) return { status: 'differs', differences: other };
  if (file.dropped !== undefined && file.dropped > reach.ends) return UNCHECKED;
  return compareTimes(file, clone, reach);
}

function compareTimes(file: AnsweredBottle, clone: AnsweredBottle, reach: CheckedReach): Verdict {
  const isWhole = reach.isSameHistory && reach.begins === reach.fileBegins;
  const fields = isWhole ? { ...TIMES, ...PLACE } : TIMES;
  const differences = listDifferences(fields, file, clone).filter(
    // A bottle in the file's oldest state may be older: the file says so.
    ({ field }) =>
      field !== 'introduced' || !file.isFromBeginning || clone.introduced > file.introduced,
  );
  if (differences.length === 0) return EQUAL;
  return { status: reach.isSameHistory ? 'differs' : 'redated', differences };
}

const EQUAL: Verdict = { status: 'equal', differences: [] };
const UNCHECKED: Verdict = { status: 'unchecked', differences: [] };
const NOT_CLAIMED: Verdict = { status: 'not-claimed', differences: [] };

function missing(
  status: 'not-in-file' | 'not-in-clone',
  file: AnsweredBottle | undefined,
  clone: AnsweredBottle | undefined,
): Verdict {
  const bottle = { field: 'bottle', file: describe(file), clone: describe(clone) };
  return { status, differences: [bottle] };
}

function describe(bottle: AnsweredBottle | undefined): string | undefined {
  return bottle && `${formatPkgVersion(bottle)} ${bottle.algorithm}:${bottle.checksum}`;
}

function listDifferences<Value>(
  fields: Fields<Value>,
  file: Value,
  clone: Value,
): FieldDifference[] {
  return Object.entries(fields)
    .map(([field, read]) => ({ field, file: read(file), clone: read(clone) }))
    .filter((each) => each.file !== each.clone);
}
