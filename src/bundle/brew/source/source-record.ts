import type { Digest } from '../../../core/digest.ts';
import { ReferenceRecords } from '../../../store/blobs/reference-record.ts';
import { isReadOnly } from '../../../store/store-failure.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { BrewOrigin } from './brew-origin.ts';
import { parseSourceRecord, type SourceRecord } from './source-record-schema.ts';

const RECORD_BYTES = 4096;

/** What a record is found by: a tree, wherever it came from, or else what an origin said about a tag. */
export interface RecordKey {
  readonly origin: BrewOrigin;
  readonly tag: string;
  readonly tree: string | undefined;
}

/** Finds what the cache knows; undefined if it knows nothing. Throws `InvalidFileError`. */
export async function readSourceRecord(
  { cacheDirectory, store }: Brewpull,
  key: RecordKey,
): Promise<SourceRecord | undefined> {
  const digest = await new ReferenceRecords(cacheDirectory).read(nameOf(key));
  const bytes = digest === undefined ? undefined : await store.readBytes(digest, RECORD_BYTES);
  return bytes && parseSourceRecord(bytes);
}

/** Keeps what was fetched, under both keys. A read-only cache keeps nothing. */
export async function writeSourceRecord(
  { cacheDirectory, store }: Brewpull,
  origin: BrewOrigin,
  record: SourceRecord,
): Promise<void> {
  const { tag, tree } = record;
  try {
    const digest: Digest = await store.putBytes(Buffer.from(`${JSON.stringify(record)}\n`));
    const records = new ReferenceRecords(cacheDirectory);
    await records.write(nameOf({ origin, tag, tree: undefined }), digest);
    await records.write(nameOf({ origin, tag, tree }), digest);
  } catch (error) {
    if (!isReadOnly(error)) throw error;
  }
}

function nameOf({ origin, tag, tree }: RecordKey): Parameters<ReferenceRecords['read']>[0] {
  const registry = new URL('https://github.com/');
  return tree === undefined
    ? { registry, repository: `tag of ${origin.shown}`, reference: tag }
    : { registry, repository: 'tree of Homebrew/brew', reference: tree };
}
