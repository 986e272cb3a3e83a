import { FileExistsError, InvalidFileError } from '../../core/errors.ts';
import { isThere } from '../../store/place/final-name.ts';
import { guardStore } from '../../store/store-failure.ts';
import { openTravellingFile, type TravellingFile } from './travelling-file.ts';

/** What is known about a file before it is made. */
interface PlannedFile {
  readonly kind: TravellingFile['kind'];
  readonly tap: string;
  /** The oid of its newest commit; left out if it is not known yet. */
  readonly head?: string | undefined;
  /** For a file of answers, the bottle tags of its targets; undefined for all. */
  readonly targets?: readonly string[] | undefined;
}

/**
 * Throws {@link FileExistsError} if the name is taken by something that is certainly not the file to be made: another kind, tap,
 * commit or other targets. Call it before history is fetched, and again before it is read.
 */
export async function requireReplaceableFile(path: string, planned: PlannedFile): Promise<void> {
  const isTaken = await guardStore('read', path, () => isThere(path));
  if (!isTaken) return;
  const found = describe(path);
  const isMoment = (found?.head ?? planned.head) === (planned.head ?? found?.head);
  if (
    found?.kind === planned.kind &&
    found.tap === planned.tap &&
    isMoment &&
    hasTargets(found, planned)
  )
    return;
  throw new FileExistsError(`${path} already exists with other content`, {
    hint: 'Add --force to replace it, or choose another name.',
  });
}

/** Returns whether two files have the same targets, in any order. */
function hasTargets({ targets: found }: PlannedFile, { targets: planned }: PlannedFile): boolean {
  const [one, other] = [found, planned].map(
    (tags) => tags && [...new Set(tags)].toSorted().join(' '),
  );
  return one === other;
}

/** Describes the file at a path; undefined for one that no command reads. */
function describe(path: string): PlannedFile | undefined {
  try {
    const opened = openTravellingFile(path);
    try {
      if (opened.kind === 'atlas') {
        return { kind: 'atlas', tap: opened.file.tap, head: opened.file.head };
      }
      const { tap, head, targets } = opened.file.header;
      return { kind: 'answers', tap, head: head.commit, targets };
    } finally {
      opened.file.close();
    }
  } catch (error) {
    if (error instanceof InvalidFileError) return undefined;
    throw error;
  }
}
