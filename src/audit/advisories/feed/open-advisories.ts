import { digestOf, hexOfBytes, verifyDigest, type Hex } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import { runInTurns } from '../../../core/give-way.ts';
import { noteUse } from '../../../store/blobs/cache-usage.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import type { AdvisorySource } from '../../report/vulns-report.ts';
import type { AdvisoryCorpus } from '../advisory.ts';
import { corpusSteps, type CorpusDocument } from '../corpus/parse-corpus.ts';
import { FeedFolder } from './feed-folder.ts';
import type { FetchedRecord } from './fetched-record-schema.ts';

/** The limit, a hundred times what Homebrew publishes; the whole file is in memory while it is used. */
export const ADVISORIES_MIB = 256;

/** Advisories that can be searched, and where they are from. */
export interface OpenedAdvisories {
  readonly corpus: AdvisoryCorpus;
  readonly source: AdvisorySource;
}

/** A file of advisories in memory. */
export interface AdvisoryFile {
  readonly bytes: Uint8Array;
  /** The name for messages and reports. */
  readonly name: string;
  /** Undefined if nobody recorded it. */
  readonly fetched?: string | undefined;
}

const UPDATE = 'Run brewpull vulns --update.';

/** Reads the user's own advisories. Throws what `parseCorpus` throws. */
export function readAdvisories(
  file: AdvisoryFile,
  signal?: AbortSignal,
): Promise<OpenedAdvisories> {
  const hint = 'Name a copy of https://formulae.brew.sh/api/advisories.json.';
  const sha256 = hexOfBytes(file.bytes);
  return openBytes({ ...file, sha256 }, { what: file.name, hint }, signal);
}

/**
 * Opens the fetched advisories. Throws {@link UsageError} if none are in the cache, `DigestMismatchError` if they are not the
 * ones that were fetched, and what `parseCorpus` throws.
 */
export async function openFetchedAdvisories(
  cacheDirectory: string,
  signal?: AbortSignal,
): Promise<OpenedAdvisories> {
  const { record, bytes } = await readFetched(new FeedFolder(cacheDirectory));
  const { sha256, url: name, fetched } = record;
  const what = 'the file of advisories in the cache';
  verifyDigest(what, digestOf(sha256), digestOf(hexOfBytes(bytes)));
  return openBytes({ bytes, name, fetched, sha256 }, { what, hint: UPDATE }, signal);
}

/** Reads a file and says where it is from. Throws what `parseCorpus` throws. */
export async function openBytes(
  { bytes, name, fetched, sha256 }: AdvisoryFile & { readonly sha256: Hex },
  document: CorpusDocument,
  signal: AbortSignal | undefined,
): Promise<OpenedAdvisories> {
  const corpus = await runInTurns(corpusSteps(bytes, document), signal);
  const { schemaVersion, count } = corpus;
  return { corpus, source: { name, sha256, fetched, schemaVersion, count } };
}

interface FetchedFile {
  readonly record: FetchedRecord;
  readonly bytes: Uint8Array;
}

async function readFetched(folder: FeedFolder): Promise<FetchedFile> {
  // Another run may replace them after the record is read.
  for (let tries = 1; tries <= 2; tries += 1) {
    const record = await folder.record();
    if (record === undefined) break;
    const path = folder.fileOf(record);
    try {
      const bytes = await readRegularFile(path, ADVISORIES_MIB * 1024 * 1024);
      await Promise.all([noteUse(path), noteUse(folder.recordPath)]);
      return { record, bytes };
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw explainStoreFailure('read', path, error);
    }
  }
  throw new UsageError('no advisories are in the cache', {
    hint: 'Run brewpull vulns --update, or name a file with --advisories.',
  });
}
