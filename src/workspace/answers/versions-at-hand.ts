import { BrewpullError } from '../../core/errors.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import { SpanChooser } from '../../history/answers/bottle-spans.ts';
import { traceAnswered } from '../../history/answers/trace-answered.ts';
import { openAnswers } from '../../history/answers-file/file/answers-file.ts';
import { openAtlas } from '../../history/atlas/atlas.ts';
import type { BottleSpan } from '../../history/state/bottle-span.ts';
import { listNameFiles, type NamePlaces } from './names-at-hand.ts';

/** A question for the versions of a formula. */
export interface VersionQuestion {
  readonly tap: string;
  readonly name: string;
  /** Only versions that one of these can use count; if empty, all do. */
  readonly targets: readonly Target[];
}

/** A version of a formula with a bottle. */
export interface VersionAtHand {
  /** The version with its revision. */
  readonly pkgVersion: string;
  /** When its bottle was introduced, ISO 8601. */
  readonly introduced: string;
}

/**
 * Lists the versions of a formula that have a bottle, newest first, from a file at hand: all of them from an atlas, or else the
 * last one for each system from a file of answers. No atlas is made for it.
 */
export async function listVersionsAtHand(
  { tap, name, targets }: VersionQuestion,
  places: NamePlaces,
): Promise<readonly VersionAtHand[]> {
  const files = await listNameFiles(tap, places);
  const spans =
    (await firstOf(files, (path) => readAtlas(path, tap, name))) ??
    (await firstOf(files, (path) => readAnswers(path, tap, name))) ??
    [];
  const choosers = targets.map((target) => new SpanChooser(target, { exactOnly: false }));
  const versions = new Map<string, VersionAtHand>();
  for (const { bottleTag, introduced } of spans.toSorted((a, b) => a.age - b.age)) {
    if (targets.length > 0 && !choosers.some((each) => each.serves(bottleTag))) continue;
    const pkgVersion = formatPkgVersion(introduced);
    if (versions.has(pkgVersion)) continue;
    versions.set(pkgVersion, { pkgVersion, introduced: introduced.commit.date });
  }
  return [...versions.values()];
}

/** Returns what the first file that knows the formula says; files that cannot be used are skipped. */
async function firstOf(
  files: readonly string[],
  read: (path: string) => Promise<readonly BottleSpan[] | undefined>,
): Promise<readonly BottleSpan[] | undefined> {
  for (const path of files) {
    try {
      const spans = await read(path);
      if (spans !== undefined) return spans;
    } catch (error) {
      if (!(error instanceof BrewpullError)) throw error;
    }
  }
  return undefined;
}

async function readAtlas(
  path: string,
  tap: string,
  name: string,
): Promise<readonly BottleSpan[] | undefined> {
  const atlas = openAtlas(path, { tap });
  try {
    return (await atlas?.formula(name))?.spans;
  } finally {
    atlas?.close();
  }
}

async function readAnswers(
  path: string,
  tap: string,
  name: string,
): Promise<readonly BottleSpan[] | undefined> {
  const file = openAnswers(path, { tap });
  try {
    const key = file?.find(name)?.formula;
    const answered = key === undefined ? undefined : file?.formula(key);
    return answered && traceAnswered(answered, undefined).spans;
  } finally {
    file?.close();
  }
}
