import { dirname } from 'node:path';

import type { Digest } from '../../core/digest.ts';
import { InvalidFileError, InvalidProvenanceError } from '../../core/errors.ts';
import { withMutex } from '../../store/mutex/mutex.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import { codeOf, explainStoreFailure, guardStore } from '../../store/store-failure.ts';
import { fetchedAnswersPaths } from '../../workspace/answers/answers-places.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { bundlePathOf, proveBundle, readBundleBeside, type ProvenBundle } from './bundle-beside.ts';
import type { TravelFetch, TravelFetched } from './fetch-request.ts';
import { keepBeside, noteFrom, placeFetched, readFetched } from './fetched-files.ts';
import type { FetchedRecord } from './fetched-schema.ts';
import { requireBundle } from './find-bundle.ts';
import type { TravelOffer } from './open-offer.ts';
import { describeOtherSigner } from './other-signer.ts';
import { readTravelFacts } from './read-travel-facts.ts';
import { removeOldDrafts, type StagedFile } from './stage-file.ts';
import { describeSource } from './travel-source.ts';
import type { TravelFacts } from './travel-facts.ts';

/** Returns the default place for a file of a tap. */
export function placeOf(
  { cacheDirectory }: Brewpull,
  { tap, kind }: Pick<TravelFacts, 'tap' | 'kind'>,
): string {
  return fetchedAnswersPaths(cacheDirectory, tap)[kind];
}

/** An existing file that has the digest. */
export interface SameFile {
  readonly path: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Finds a file that has a digest; undefined if it has another or does not exist. */
export async function findSame(path: string, digest: Digest): Promise<SameFile | undefined> {
  try {
    const found = await hashFile(path);
    return found.digest === digest ? { ...found, path } : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof InvalidFileError) return undefined;
    throw explainStoreFailure('read', path, error);
  }
}

/** Looks for a valid bundle. Throws if one is required and there is none. */
export async function prove(
  offer: TravelOffer,
  digest: Digest,
  { requireProvenance }: TravelFetch,
): Promise<ProvenBundle | undefined> {
  const bundle = await offer.findBundle(digest);
  requireBundle(bundle, offer.pinned, requireProvenance);
  return bundle;
}

/** Keeps the existing file, and only records where it would now come from. */
export async function keep(
  {
    path,
    digest,
    sizeBytes,
    offer,
    signal,
  }: SameFile & { readonly offer: TravelOffer; readonly signal: AbortSignal },
  request: TravelFetch,
): Promise<TravelFetched> {
  const file = await readTravelFacts(path, signal);
  const bundle =
    (await readProvenBeside(path, digest, { request, offer })) ??
    (request.requireProvenance ? await prove(offer, digest, request) : undefined);
  const news = { file, digest, offer, bundle };
  if (request.output === undefined) {
    const record = toRecord(news, request);
    if (bundle === undefined) await noteFrom(path, record);
    else await keepBeside(path, bundle, record);
  }
  const { pinned } = offer;
  return {
    status: 'unchanged',
    path,
    file,
    digest,
    sizeBytes,
    pinned,
    replaced: undefined,
    signedBy: bundle?.signer,
  };
}

/** Reads and verifies the bundle beside a file; one that is no longer valid, as with another trust root, counts as none. */
async function readProvenBeside(
  path: string,
  digest: Digest,
  { request, offer }: { readonly request: TravelFetch; readonly offer: TravelOffer },
): Promise<ProvenBundle | undefined> {
  const bytes = await readBundleBeside(path);
  if (bytes === undefined) return undefined;
  const { from } = offer;
  const digests = from.kind === 'registry' ? [digest, from.manifestDigest] : [digest];
  const { trustedRoot } = request;
  try {
    return await proveBundle(
      bytes,
      { digests, trustedRoot },
      { what: bundlePathOf(path), hint: '' },
    );
  } catch (error) {
    if (error instanceof InvalidProvenanceError) return undefined;
    throw error;
  }
}

/** A file that was checked, and what is known about it. */
interface News {
  readonly file: TravelFacts;
  readonly offer: TravelOffer;
  readonly bundle: ProvenBundle | undefined;
}

/**
 * Moves a file to its final name if nothing or an older one is there. Concurrent runs take turns, except for `output`. Throws as
 * `placeFetched`.
 */
export async function place(
  { staged, ...news }: News & { readonly staged: StagedFile },
  brewpull: Brewpull,
  request: TravelFetch,
): Promise<TravelFetched> {
  const { file, offer, bundle } = news;
  const { digest, sizeBytes } = staged;
  const { onEvent, signal } = brewpull.options;
  const { output, force } = request;
  const path = output ?? placeOf(brewpull, file);
  const what = describeSource(request.source);
  if ((await findSame(path, digest)) !== undefined && !force) {
    return keep({ path, digest, sizeBytes, offer, signal }, request);
  }
  const record = output === undefined ? toRecord({ ...news, digest }, request) : undefined;
  const placement = { from: staged.path, to: path, file, what, bundle, record, force, signal };
  const work = async (): Promise<TravelFacts | undefined> => {
    if (record !== undefined) await removeOldDrafts(dirname(path), Date.now());
    const odd = record && describeOtherSigner(await readFetched(path), record);
    if (odd !== undefined) onEvent({ type: 'warning', message: odd });
    return placeFetched(placement, onEvent);
  };
  let replaced: TravelFacts | undefined;
  if (output === undefined) {
    await guardStore('write', path, () => makeFolder(dirname(path)));
    replaced = await withMutex(`${path}.lock`, { signal, onEvent }, work);
  } else {
    replaced = await work();
  }
  const { pinned } = offer;
  return {
    status: 'fetched',
    path,
    file,
    digest,
    sizeBytes,
    pinned,
    replaced,
    signedBy: bundle?.signer,
  };
}

function toRecord(
  { file, digest, offer, bundle }: News & { readonly digest: Digest },
  { now }: TravelFetch,
): FetchedRecord {
  const { kind, tap, head } = file;
  const { from } = offer;
  const signer = bundle?.signer;
  const signedBy = signer && { signer: signer.signer, issuer: signer.issuer, time: signer.time };
  return { tap, kind, digest, headDate: head.date, from, fetchedAt: now, signedBy };
}
