import { refusePageFrom } from '../../../http/web-page.ts';
import { connectionOf } from '../../../bottle/obtain/cached-downloads.ts';
import { gunzip } from '../../../archive/gzip.ts';
import { NotFoundError, RegistryResponseError, UsageError } from '../../../core/errors.ts';
import { systemClock } from '../../../http/clock.ts';
import { sendFollowingRedirects } from '../../../http/redirect.ts';
import { sendWithRetries } from '../../../http/retry.ts';
import { readBody } from '../../../http/transport/body.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, readFailure, readHint } from '../../../store/store-failure.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { makeSourceTree } from './source-tree.ts';
import type { FetchedTree } from './fetch-by-git.ts';
import { readTreeTar } from './tree-tar.ts';

/** An archive of a tag is about 4 MB. */
const MOST_PACKED_BYTES = 64 * 1024 * 1024;

/**
 * Downloads the gzipped archive of one tag, as GitHub makes it. It names no tree, so the caller has to compare. Throws
 * `NotFoundError`, `NetworkError`, `OfflineError`, `RegistryResponseError`, and `InvalidFileError` for files that must not be
 * unpacked.
 */
export async function downloadArchive(
  brewpull: Brewpull,
  url: URL,
  tag: string,
): Promise<FetchedTree> {
  const { onEvent, signal } = brewpull.options;
  const { transport } = await brewpull.network();
  const what = `the archive ${url.host}${url.pathname}`;
  const file = `homebrew-${tag}.tar.gz`;
  const startedAt = timeNow();
  const response = await sendWithRetries(what, { clock: systemClock, onEvent, signal }, () =>
    sendFollowingRedirects(transport, { method: 'GET', url, headers: {}, signal }, onEvent),
  );
  const { status } = response;
  if (status !== 404) refusePageFrom(url.host, response, what);
  if (status !== 200) {
    response.discard();
    if (status === 404) throw new NotFoundError(`${url.host} has no archive of Homebrew ${tag}`);
    throw new RegistryResponseError(`${what} was answered with ${status}`, { status });
  }
  onEvent({ type: 'download-started', file, sizeBytes: undefined, resumedBytes: 0 });
  const packed = await readBody(response, MOST_PACKED_BYTES, what);
  onEvent({ type: 'download-done', file, sizeBytes: packed.length });
  const connection = connectionOf(response, startedAt, timeNow());
  return { ...(await unpackArchive(packed, { what, tag, signal })), connection };
}

/** Reads an archive from a file on this machine. Throws {@link UsageError} if it cannot be read. */
export async function readArchive(
  brewpull: Brewpull,
  path: string,
  tag: string,
): Promise<FetchedTree> {
  let packed: Uint8Array;
  try {
    packed = await readRegularFile(path, MOST_PACKED_BYTES);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new UsageError(`cannot read the archive ${path}: ${readFailure(path, error)}`, {
      cause: error,
      hint: readHint(error),
    });
  }
  return unpackArchive(packed, { what: path, tag, signal: brewpull.options.signal });
}

function timeNow(): string {
  return new Date(systemClock.now()).toISOString();
}

async function unpackArchive(
  packed: Uint8Array,
  {
    what,
    tag,
    signal,
  }: { readonly what: string; readonly tag: string; readonly signal: AbortSignal },
): Promise<FetchedTree> {
  const files = await readTreeTar(gunzip([packed], what), { what, hasRoot: true, signal });
  return {
    tree: makeSourceTree(files, `Homebrew ${tag} of ${what}`),
    said: { commit: undefined, tree: undefined, date: undefined },
  };
}
