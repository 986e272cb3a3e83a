import { rm } from 'node:fs/promises';

import { verifyDigest } from '../../core/digest.ts';
import { DisagreementError, InvalidFileError } from '../../core/errors.ts';
import { CORE_TAP } from '../../core/formula-key.ts';
import { fetchedAnswersPaths } from '../../workspace/answers/answers-places.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import type { TravelFetch, TravelFetched } from './fetch-request.ts';
import { readFetched, requireReplaceable } from './fetched-files.ts';
import type { FetchedRecord } from './fetched-schema.ts';
import { openOffer } from './open-offer.ts';
import { readTravelFacts } from './read-travel-facts.ts';
import { findSame, keep, place, placeOf, prove } from './settle-fetched.ts';
import { stageFile, type StagedFile } from './stage-file.ts';
import { describeSource } from './travel-source.ts';
import { titleOf, TRAVEL_LIMITS, type TravelFacts } from './travel-facts.ts';

/**
 * Fetches a travelling file and puts it in the default place for its tap (or in `output`), once its size and digest are proven,
 * its own checksums match, it is what its source said, and its signature is valid. A file that is already there is not fetched.
 * Throws the source's errors, `InvalidFileError`, `DigestMismatchError`, `SizeMismatchError`, `DisagreementError`,
 * `FileExistsError`, `InvalidProvenanceError`, `MissingProvenanceError`, `OfflineError` and `StoreError`.
 */
export async function fetchTravelling(
  brewpull: Brewpull,
  request: TravelFetch,
): Promise<TravelFetched> {
  const { source, output, trustedRoot } = request;
  const what = describeSource(source);
  const known = request.force ? undefined : await findKnown(brewpull, request);
  const offer = await openOffer(source, { brewpull, trustedRoot, known: known?.record });
  const { claimed, digest } = offer;
  const { signal } = brewpull.options;
  if (claimed !== undefined) requireTap(claimed, request.tap, what);
  const likely = output ?? known?.path ?? (claimed && placeOf(brewpull, claimed));
  if (likely !== undefined && digest !== undefined && !request.force) {
    const same = await findSame(likely, digest);
    if (same !== undefined) return keep({ ...same, offer, signal }, request);
  }
  // Check for reasons to stop before fetching anything large.
  if (likely !== undefined && claimed !== undefined && !request.force) {
    await requireReplaceable({ to: likely, file: claimed, what, signal });
  }
  const early = digest === undefined ? undefined : await prove(offer, digest, request);
  const from = await offer.obtain();
  const near = output ?? placeOf(brewpull, { tap: request.tap ?? CORE_TAP, kind: 'answers' });
  const staged = await stageFile({ from, target: near, limitBytes: TRAVEL_LIMITS.atlas, signal });
  try {
    if (digest !== undefined) verifyDigest(what, digest, staged.digest);
    const file = await readStaged(staged, what, signal);
    if (claimed !== undefined) requireClaimed(file, claimed, what);
    requireTap(file, request.tap, what);
    const bundle =
      early ?? (digest === undefined ? await prove(offer, staged.digest, request) : undefined);
    return await place({ staged, file, offer, bundle }, brewpull, request);
  } finally {
    await rm(staged.path, { force: true });
  }
}

/** Finds the pinned file of the tap if it was already fetched and is unchanged since. */
async function findKnown(
  { cacheDirectory }: Brewpull,
  { source, tap = CORE_TAP, output }: TravelFetch,
): Promise<{ readonly record: FetchedRecord; readonly path: string } | undefined> {
  if (output !== undefined || source.kind === 'file') return undefined;
  const pinned = source.kind === 'url' ? source.digest : source.name.digest;
  if (pinned === undefined) return undefined;
  const places = fetchedAnswersPaths(cacheDirectory, tap);
  for (const path of [places.answers, places.atlas]) {
    const record = await readFetched(path);
    if (record === undefined || record.tap !== tap) continue;
    const { digest, from } = record;
    // A reference pins the manifest, an address the file.
    const isSame =
      source.kind === 'url'
        ? digest === pinned
        : from.kind === 'registry' && from.manifestDigest === pinned;
    if (isSame && (await findSame(path, digest)) !== undefined) return { record, path };
  }
  return undefined;
}

/** Reads a staged file; errors name its source, since its temporary name helps nobody. */
async function readStaged(
  { path }: StagedFile,
  what: string,
  signal: AbortSignal,
): Promise<TravelFacts> {
  try {
    return await readTravelFacts(path, signal);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(error.message.replaceAll(path, what), {
      cause: error,
      hint: 'Make it again with brewpull atlas export.',
    });
  }
}

function requireTap(file: TravelFacts, tap: string | undefined, what: string): void {
  if (tap === undefined || file.tap === tap) return;
  throw new DisagreementError(
    `the tap of ${what}`,
    [
      { source: 'the file', value: file.tap },
      { source: '--tap', value: tap },
    ],
    { hint: 'Name the file of that tap, or leave --tap out.' },
  );
}

/** Throws if a file is not what its manifest says: it was assembled by hand, or by someone who passes it off as another. */
function requireClaimed(file: TravelFacts, claimed: TravelFacts, what: string): void {
  if (describeHead(file) === describeHead(claimed)) return;
  throw new DisagreementError(
    `what ${what} is`,
    [
      { source: 'its manifest', value: describeHead(claimed) },
      { source: 'the file', value: describeHead(file) },
    ],
    { hint: 'Do not use it. Push it again with brewpull atlas push.' },
  );
}

function describeHead(file: TravelFacts): string {
  return `${titleOf(file)} of ${new Date(file.head.date).toISOString()}`;
}
