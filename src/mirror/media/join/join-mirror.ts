import { UsageError } from '../../../core/errors.ts';
import type { EventSink } from '../../../core/events.ts';
import { requirePlaceForFolder } from '../../../store/place/check-place.ts';
import { guardStore } from '../../../store/store-failure.ts';
import type { MediumPiece } from '../format/media-schema.ts';
import { withWorkLock } from '../work-lock.ts';
import { requireColons, requireRoomForMirror } from './check-place.ts';
import { compareWithMirror } from './compare-mirror.ts';
import { CutFiles } from './cut-files.ts';
import { openMedia, type Medium } from './find-media.ts';
import { finishJoin } from './finish-join.ts';
import { JoinState, lookAtJoin } from './join-state.ts';
import { summary, type JoinedMirror, type MediumOutcome } from './joined-mirror.ts';
import { requireDisjoint } from './piece-list.ts';
import { placeMedium, type JoinPlace } from './place-medium.ts';

/** Where and how to join media. */
export interface JoinOptions {
  /** A folder that is new or empty, or in which a join of the same media was begun or finished. */
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

/**
 * Joins a mirror from the media that `splitMirror` made: in any order, all at once or a few per run. The size and sum of every
 * piece are checked, nothing is copied twice, and existing files are never replaced. `mirror.json` comes last, once everything
 * else is in place; the tree is then the one that was split. The next run continues one that was killed.
 *
 * A damaged piece is reported in the outcome of its medium, and the rest is still copied. Throws `InvalidFileError` for a folder
 * that is not a medium or cannot be trusted and for media of several sets, `FileExistsError` if something else is in the output
 * folder, `StoreError` if there is too little space for the whole mirror, and `AbortedError`.
 */
export async function joinMedia(
  paths: readonly string[],
  options: JoinOptions,
): Promise<JoinedMirror> {
  const { output, signal, onEvent } = options;
  const media = await openMedia(paths);
  const [first] = media;
  if (first === undefined) {
    throw new UsageError('no medium is named', {
      hint: 'Name the folders of the media, e.g. brewpull mirror --join /media/stick -o mirror.',
    });
  }
  requireDisjoint(media.map(({ contents }) => contents));
  await requirePlaceForFolder(output);
  return guardStore('write', output, async () => {
    const state = new JoinState(output);
    const isMirror = (await lookAtJoin(output)) === 'mirror';
    if (isMirror && !(await state.isBegun())) return compareWithMirror(media, first, output);
    if (!isMirror) await requireRoomForMirror(output, first.contents.totalBytes);
    return withWorkLock(state.lock, { signal, onEvent }, async (held) => {
      // Another run has just finished, or was killed when only this was left to do.
      if ((await lookAtJoin(output)) === 'mirror') {
        const same = await compareWithMirror(media, first, output);
        await state.end();
        return same;
      }
      await state.begin();
      await requireColons(state, output);
      await state.requireSet(first.contents.id, output);
      const outcome = await placeMedia(
        { media, first, state },
        { ...options, signal: held.signal },
      );
      await held.requireHeld();
      return outcome;
    });
  });
}

interface Joining {
  readonly media: readonly Medium[];
  readonly first: Medium;
  readonly state: JoinState;
}

async function placeMedia(
  { media, first, state }: Joining,
  { output, signal, onEvent }: JoinOptions & { readonly signal: AbortSignal },
): Promise<JoinedMirror> {
  await state.removeDrafts();
  const known = await state.recorded();
  requireDisjoint(
    new Map([
      ...known,
      ...media.map(({ contents }) => [contents.number, contents] as const),
    ]).values(),
  );
  const onPiece = createReport(media, output, onEvent);
  const { folder } = state;
  const place: JoinPlace = { output, folder, cut: new CutFiles(folder), signal, onPiece };
  const outcomes: MediumOutcome[] = [];
  for (const medium of media) {
    const { path, contents } = medium;
    const { number } = contents;
    if (known.has(number)) {
      outcomes.push({ number, path, status: 'there', copiedBytes: 0, faults: [] });
      continue;
    }
    const { copiedBytes, faults } = await placeMedium(medium, place);
    if (faults.length === 0) {
      await state.record(medium);
      known.set(number, contents);
    }
    const status = faults.length > 0 ? 'damaged' : copiedBytes > 0 ? 'copied' : 'there';
    outcomes.push({ number, path, status, copiedBytes, faults });
  }
  const missing = numbersTo(first.contents.media).filter((number) => !known.has(number));
  if (missing.length === 0) await finishJoin([...known.values()], place, state);
  const status = missing.length === 0 ? 'joined' : 'incomplete';
  return { ...summary(first, output), status, missing, outcomes };
}

function numbersTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_each, at) => at + 1);
}

function createReport(
  media: readonly Medium[],
  path: string,
  onEvent: EventSink | undefined,
): (piece: MediumPiece) => void {
  const all = media.flatMap(({ contents }) => contents.files);
  const totalFiles = all.reduce((sum, { pieces }) => sum + pieces.length, 0);
  const totalBytes = all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let files = 0;
  let readBytes = 0;
  return ({ sizeBytes }) => {
    files += 1;
    readBytes += sizeBytes;
    const amount = { files, totalFiles, readBytes, totalBytes };
    onEvent?.({ type: 'step', step: { kind: 'copy-files', path, ...amount } });
  };
}
