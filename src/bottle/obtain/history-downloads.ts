import { verifyDigest, type Digest } from '../../core/digest.ts';
import { BrewpullError, SizeMismatchError, type ErrorCode } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { HistoryFile } from '../../receipt/receipt.ts';
import { findStart } from '../../history/git/start.ts';
import type { Repository } from '../../git/repository.ts';
import type { BlobStore } from '../../store/blobs/blob-store.ts';
import type { PartialFile } from '../../store/blobs/partial-file.ts';
import type { BottleDownloads, ObtainedBlob, WantedBlob } from './bottle-downloads.ts';

/** What looking into histories needs. */
export interface HistoryDownloadTools {
  /** Returns the clone of a tap; undefined if none is at hand. */
  repositoryOf(tap: string): Promise<Repository | undefined>;
  readonly store: BlobStore;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
}

/** Errors after which history cannot help, or must not be asked. */
const FINAL = new Set<ErrorCode>(['ABORTED', 'STORE', 'USAGE']);
/** How many contents of one file name are tried: a name has version, bottle tag and rebuild, so there are few. */
const MAX_TRIED = 16;
const MAX_BYTES = 16 * 1024 ** 3;

/**
 * Wraps downloads: if a plain file host does not have a bottle, looks for a file of that name in the tap's own history, since
 * some taps keep their bottles in the repository and old ones are only there. A file whose sha256 is the formula's is used,
 * with a warning. Throws the error of the server if history does not have the bytes.
 */
export function orFromHistory(
  downloads: BottleDownloads,
  tools: HistoryDownloadTools,
): BottleDownloads {
  return {
    ...downloads,
    obtain: async (wanted) => {
      try {
        return await downloads.obtain(wanted);
      } catch (error) {
        if (!(error instanceof BrewpullError) || FINAL.has(error.code)) throw error;
        const found = await obtainFromHistory(wanted, tools);
        if (found === undefined) throw error;
        const { path = '', commit = '' } = found.fromHistory ?? {};
        tools.onEvent({
          type: 'warning',
          message: `${wanted.name} comes from the history of ${wanted.tap ?? ''}, ${path} at ${commit.slice(0, 12)}: ${error.message}`,
        });
        return found;
      }
    },
  };
}

async function obtainFromHistory(
  { origin, tap, digest, signal: own }: WantedBlob,
  tools: HistoryDownloadTools,
): Promise<ObtainedBlob | undefined> {
  if (tap === undefined || origin.kind !== 'file') return undefined;
  const repository = await orNothing(tools.repositoryOf(tap));
  if (repository === undefined) return undefined;
  const signal = own ?? tools.signal;
  for (const file of await listFiles(repository, fileNameOf(origin.url), signal)) {
    const blob = await orNothing(
      tools.store.obtain(
        digest,
        { signal, onEvent: tools.onEvent, maxBytes: MAX_BYTES },
        (part, held) => copyBlob({ repository, file, digest, part, signal: held }),
      ),
    );
    if (blob === undefined) continue;
    const { path, sizeBytes, wasThere: wasCached } = blob;
    return { path, sizeBytes, wasCached, connection: undefined, fromHistory: file };
  }
  return undefined;
}

/** Returns the file name in a URL; undefined if it is not a usable name. */
function fileNameOf({ pathname }: URL): string | undefined {
  try {
    const name = decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
    return name === '' || /[\p{C}/\\]/u.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

/** Lists the contents that files of that name had in any folder, newest first, at most `MAX_TRIED`. */
async function listFiles(
  repository: Repository,
  name: string | undefined,
  signal: AbortSignal,
): Promise<readonly HistoryFile[]> {
  if (name === undefined) return [];
  const files = new Map<string, HistoryFile>();
  const from = await findStart(repository, {}, signal);
  const globs = [`**/${name.replaceAll(/[*?[]/g, String.raw`\$&`)}`];
  for await (const { commit, changes } of repository.log({ from, globs, signal })) {
    for (const { path, newOid } of changes) {
      if (newOid !== undefined && !files.has(newOid)) {
        files.set(newOid, { commit: commit.oid, path, blob: newOid });
      }
    }
    if (files.size >= MAX_TRIED) break;
  }
  return [...files.values()].slice(0, MAX_TRIED);
}

/** What to copy, and where to. */
interface Copy {
  readonly repository: Repository;
  readonly file: HistoryFile;
  readonly digest: Digest;
  readonly part: PartialFile;
  readonly signal: AbortSignal;
}

/** Fills a partial with exactly the bytes of the digest, or discards it. */
async function copyBlob({ repository, file, digest, part, signal }: Copy): Promise<void> {
  let isRight = false;
  try {
    await part.reset();
    for await (const chunk of repository.streamBlob(file.blob, { signal })) {
      part.append(chunk);
      if (part.sizeBytes > MAX_BYTES) {
        throw new SizeMismatchError(file.path, {
          expectedBytes: MAX_BYTES,
          actualBytes: part.sizeBytes,
        });
      }
    }
    verifyDigest(file.path, digest, await part.seal());
    isRight = true;
  } finally {
    if (!isRight) await part.discard();
  }
}

/** Returns undefined if a clone is missing, lacks the bytes or has different ones: the server's error is reported instead. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrewpullError && !FINAL.has(error.code)) return undefined;
    throw error;
  }
}
