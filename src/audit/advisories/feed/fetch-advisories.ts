import { rm } from 'node:fs/promises';
import { hexOfBytes } from '../../../core/digest.ts';
import { InvalidFileError, NotFoundError, RegistryResponseError } from '../../../core/errors.ts';
import { systemClock } from '../../../http/clock.ts';
import { sendFollowingRedirects, type FinalResponse } from '../../../http/redirect.ts';
import { sendWithRetries } from '../../../http/retry.ts';
import { PAGE_HINT, refusePageFrom } from '../../../http/web-page.ts';
import { withMutex, type HeldMutex } from '../../../store/mutex/mutex.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { guardStore } from '../../../store/store-failure.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { FeedFolder } from './feed-folder.ts';
import { ADVISORIES_MIB, openBytes, openFetchedAdvisories } from './open-advisories.ts';
import type { OpenedAdvisories } from './open-advisories.ts';
import { saveBody, type BodyDraft } from './save-body.ts';

/** Where Homebrew publishes its advisories. */
export const ADVISORIES_URL = 'https://formulae.brew.sh/api/advisories.json';

/** Advisories that were just fetched. */
export interface FetchedAdvisories extends OpenedAdvisories {
  /** Whether they differ from those that were in the cache. */
  readonly isNew: boolean;
}

const MAX_BYTES = ADVISORIES_MIB * 1024 * 1024;

/**
 * Fetches Homebrew's advisories into the cache, or learns from the server that the cached ones are the newest. They are read
 * before they replace the old ones, which stay if anything fails. Two runs at once take turns. Throws `NetworkError`,
 * `OfflineError`, `NotFoundError`, `RegistryResponseError`, `StoreError`, and what `parseCorpus` throws.
 */
export async function fetchAdvisories(
  brewpull: Brewpull,
  url = new URL(ADVISORIES_URL),
): Promise<FetchedAdvisories> {
  const folder = new FeedFolder(brewpull.cacheDirectory);
  const { onEvent, signal } = brewpull.options;
  await guardStore('write', folder.path, () => makeFolder(folder.path));
  return withMutex(folder.mutexPath, { signal, onEvent }, async (mutex) => {
    const draft = {
      path: folder.draftPath(),
      what: `${url.host}${url.pathname}`,
      maxBytes: MAX_BYTES,
    };
    try {
      return await update({ brewpull, url, folder, draft, mutex });
    } finally {
      await rm(draft.path, { force: true }).catch(() => undefined);
    }
  });
}

interface Update {
  readonly brewpull: Brewpull;
  readonly url: URL;
  readonly folder: FeedFolder;
  readonly draft: BodyDraft;
  readonly mutex: HeldMutex;
}

async function update(task: Update): Promise<FetchedAdvisories> {
  const { brewpull, url, folder, draft, mutex } = task;
  const usable = await folder.usable();
  const known = usable?.url === url.href ? usable : undefined;
  const response = await ask(task, known?.etag);
  const fetched = new Date(systemClock.now()).toISOString();
  if (response.status === 304 && known !== undefined) {
    response.discard();
    await mutex.requireHeld();
    await folder.note({ ...known, fetched });
    return {
      ...(await openFetchedAdvisories(brewpull.cacheDirectory, mutex.signal)),
      isNew: false,
    };
  }
  if (response.status !== 200) throw refusal(response, draft.what);
  const bytes = await guardStore('read', draft.path, () => readRegularFile(draft.path, MAX_BYTES));
  const document = { what: draft.what, hint: PAGE_HINT };
  const sha256 = hexOfBytes(bytes);
  const file = { bytes, name: url.href, fetched, sha256 };
  const opened = await openBytes(file, document, mutex.signal);
  if (opened.corpus.count === 0) {
    throw new InvalidFileError(`${draft.what} has no advisory at all`, { hint: PAGE_HINT });
  }
  await mutex.requireHeld();
  const etag = response.headers.get('etag');
  const sizeBytes = bytes.length;
  await folder.keep(draft.path, { url: url.href, fetched, etag, sha256, sizeBytes });
  return { ...opened, isNew: sha256 !== usable?.sha256 };
}

/** Sends the request and saves the body in one step, so that a connection that breaks midway is tried again too. */
async function ask(
  { brewpull, url, draft, mutex }: Update,
  etag: string | undefined,
): Promise<FinalResponse> {
  const { onEvent } = brewpull.options;
  const { signal } = mutex;
  const { transport } = await brewpull.network();
  const headers = {
    'accept-encoding': 'gzip',
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
  };
  return sendWithRetries(draft.what, { clock: systemClock, onEvent, signal }, async () => {
    const request = { method: 'GET', url, headers, signal } as const;
    const answer = await sendFollowingRedirects(transport, request, onEvent);
    if (answer.status !== 200) return answer;
    refusePageFrom(url.host, answer, draft.what);
    await guardStore('write', draft.path, () => saveBody(answer, draft));
    return answer;
  });
}

function refusal(response: FinalResponse, what: string): Error {
  const { status } = response;
  response.discard();
  if (status === 404 || status === 410) {
    return new NotFoundError(`${what} is not there`, { hint: PAGE_HINT });
  }
  return new RegistryResponseError(`${what} was answered with ${status}`, { status });
}
