import { rm } from 'node:fs/promises';

import { AbortedError, FileExistsError, InvalidFileError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import { isThere, replaceFile } from '../../store/place/final-name.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure, guardStore } from '../../store/store-failure.ts';
import { fetchedAnswersPaths } from '../../workspace/answers/answers-places.ts';
import { bundlePathOf, type ProvenBundle } from './bundle-beside.ts';
import { formatFetched, parseFetched, RECORD_BYTES, type FetchedRecord } from './fetched-schema.ts';
import { readTravelFacts } from './read-travel-facts.ts';
import { dayOf, isNewer, titleOf, type TravelFacts } from './travel-facts.ts';

/** Returns the path of the record of where a file came from. */
function recordPathOf(path: string): string {
  return `${path}.json`;
}

/** Reads the record of a fetched file; undefined if there is none that can be read, so that the file is fetched as if new. */
export async function readFetched(path: string): Promise<FetchedRecord | undefined> {
  const record = recordPathOf(path);
  try {
    return parseFetched(await readRegularFile(record, RECORD_BYTES), record);
  } catch (error) {
    if (error instanceof InvalidFileError || codeOf(error) === 'ENOENT') return undefined;
    throw explainStoreFailure('read', record, error);
  }
}

/** Finds the record of the file of a tap that was fetched last. */
export async function findLastFetched(
  cacheDirectory: string,
  tap: string,
): Promise<FetchedRecord | undefined> {
  const { answers, atlas } = fetchedAnswersPaths(cacheDirectory, tap);
  const records = await Promise.all([answers, atlas].map(readFetched));
  return records
    .filter((record) => record?.tap === tap)
    .toSorted((one, other) => ((one?.fetchedAt ?? '') < (other?.fetchedAt ?? '') ? 1 : -1))[0];
}

/** A checked file that should get its final name. */
export interface Placement {
  /** Its current path, in the same folder. */
  readonly from: string;
  readonly to: string;
  readonly file: TravelFacts;
  /** Where it comes from, for messages. */
  readonly what: string;
  readonly bundle: ProvenBundle | undefined;
  /** Undefined outside the cache. */
  readonly record: FetchedRecord | undefined;
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/**
 * Moves a file to its final name atomically, replacing an older one of its tap, and then writes what is kept beside it. If
 * interrupted at any moment, the old file or the new one is there, and what is beside it names the digest that it is about.
 * Returns what was replaced. Throws {@link FileExistsError} for a newer file and for anything else under that name, unless
 * forced, and `StoreError`.
 */
export async function placeFetched(
  placement: Placement,
  onEvent: EventSink,
): Promise<TravelFacts | undefined> {
  const { from, to, bundle, record } = placement;
  const current = await readCurrent(placement, onEvent);
  if (current !== undefined && !placement.force) refuse(current, placement);
  await guardStore('write', to, () => replaceFile(from, to));
  await keepBeside(to, bundle, record);
  return current;
}

/**
 * Throws {@link FileExistsError} if an existing file would not be replaced by one with these facts. Checked before fetching,
 * which may take long.
 */
export async function requireReplaceable(
  wanted: Pick<Placement, 'to' | 'file' | 'what' | 'signal'>,
): Promise<void> {
  let current: TravelFacts;
  try {
    current = await readTravelFacts(wanted.to, wanted.signal);
  } catch (error) {
    if (error instanceof AbortedError) throw error;
    return; // A missing or different file is dealt with once the new one is here.
  }
  refuse(current, wanted);
}

/** Writes what is kept beside a file; removes the bundle of an earlier one. */
export async function keepBeside(
  path: string,
  bundle: ProvenBundle | undefined,
  record: FetchedRecord | undefined,
): Promise<void> {
  const beside = bundlePathOf(path);
  if (bundle !== undefined) await writeFileAtomic(beside, bundle.bytes);
  else await guardStore('remove', beside, () => rm(beside, { force: true }));
  if (record !== undefined) await writeFileAtomic(recordPathOf(path), formatFetched(record));
}

/**
 * Records where an unchanged file would now come from. Keeps its signer, so that a different signer of the next one is noticed.
 */
export async function noteFrom(path: string, record: FetchedRecord): Promise<void> {
  const { signedBy } = (await readFetched(path)) ?? {};
  await writeFileAtomic(recordPathOf(path), formatFetched({ ...record, signedBy }));
}

/** Reads the facts of the existing file; undefined if there is none worth keeping. */
async function readCurrent(
  { to, force, record, signal }: Placement,
  onEvent: EventSink,
): Promise<TravelFacts | undefined> {
  if (!(await guardStore('read', to, () => isThere(to)))) return undefined;
  try {
    return await readTravelFacts(to, signal);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    if (record === undefined && !force) {
      throw new FileExistsError(`${to} exists, but is not a file of answers`, {
        cause: error,
        hint: 'Choose another name, or --force to replace it.',
      });
    }
    onEvent({ type: 'warning', message: `${error.message}; it is replaced` });
    return undefined;
  }
}

function refuse(
  current: TravelFacts,
  { file, what, to }: Pick<Placement, 'to' | 'file' | 'what'>,
): void {
  if (current.tap !== file.tap || current.kind !== file.kind) {
    throw new FileExistsError(`${to} is ${titleOf(current)}, and ${what} has ${titleOf(file)}`, {
      hint: 'Choose another name, or --force to replace it.',
    });
  }
  if (!isNewer(current, file)) return;
  throw new FileExistsError(
    `${to} is newer: it is of ${dayOf(current, file)}, and ${what} of ${dayOf(file, current)}`,
    { hint: 'Keep it, or use --force to take the older one.' },
  );
}
