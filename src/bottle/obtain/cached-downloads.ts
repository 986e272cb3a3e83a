import { refusePageFrom } from '../../http/web-page.ts';
import { onAbort } from '../../core/abort.ts';
import { NotFoundError, RegistryResponseError, UnauthorizedError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { ReceiptConnection } from '../../receipt/receipt.ts';
import type { Clock } from '../../http/clock.ts';
import { rangeHeaders, type WantedRange } from '../../http/download/content-range.ts';
import { downloadFile } from '../../http/download/download.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import { sendFollowingRedirects, type FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries } from '../../http/retry.ts';
import type { RegistryClient } from '../../registry/client.ts';
import type { BlobStore } from '../../store/blobs/blob-store.ts';
import { requireRoom } from '../../store/place/free-space.ts';
import type { BottleDownloads, ObtainedBlob, WantedBlob } from './bottle-downloads.ts';

/** What downloads need. */
export interface DownloadTools {
  readonly client: RegistryClient;
  readonly transport: HttpTransport;
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
}

/** The most that is accepted if no manifest gives a size; Homebrew never had a bottle of 4 GB or more. */
const MAX_BOTTLE_BYTES = 16 * 1024 ** 3;

/** Downloads bottles into the cache, or finds them there. */
export function cachedDownloads(tools: DownloadTools): BottleDownloads {
  const { store } = tools;
  return {
    has: (digest) => store.has(digest),
    obtain: (wanted) => obtain(wanted, tools),
  };
}

async function obtain(wanted: WantedBlob, given: DownloadTools): Promise<ObtainedBlob> {
  const { name, digest, sizeBytes, signal = given.signal } = wanted;
  const tools = { ...given, signal };
  const { store, clock, onEvent } = tools;
  const startedAt = new Date(clock.now()).toISOString();
  const maxBytes = sizeBytes ?? wanted.maxBytes ?? MAX_BOTTLE_BYTES;
  let last: FinalResponse | undefined;
  // The client only knows the signal of the whole run; a body that stalls must end with this one.
  const giveUp = (): void => last?.discard();
  const blob = await store.obtain(digest, { signal, onEvent, maxBytes }, async (part, held) => {
    if (sizeBytes !== undefined) await requireRoom(store.directory, sizeBytes - part.sizeBytes);
    const forget = onAbort(held, giveUp);
    try {
      await downloadFile({
        name,
        digest,
        sizeBytes,
        maxBytes,
        part,
        clock,
        onEvent,
        signal: held,
        open: async (range) => {
          last = await open(wanted, range, { ...tools, signal: held });
          if (held.aborted) giveUp();
          return last;
        },
      });
    } finally {
      forget();
    }
  });
  const finishedAt = new Date(clock.now()).toISOString();
  return {
    path: blob.path,
    sizeBytes: blob.sizeBytes,
    wasCached: blob.wasThere,
    connection: last === undefined ? undefined : connectionOf(last, startedAt, finishedAt),
  };
}

function open(
  { origin, digest }: WantedBlob,
  range: WantedRange | undefined,
  tools: DownloadTools,
): Promise<FinalResponse> {
  if (origin.kind === 'registry') {
    return tools.client.openBlob(origin.root.registry, origin.repository, { digest, range });
  }
  return openFile(origin.url, range, tools);
}

/** Opens a file on GitHub Releases or another plain file host, without ever sending credentials. */
async function openFile(
  url: URL,
  range: WantedRange | undefined,
  { transport, clock, onEvent, signal }: DownloadTools,
): Promise<FinalResponse> {
  const headers = rangeHeaders(range);
  const what = `${url.host}${url.pathname}`;
  const response = await sendWithRetries(what, { clock, onEvent, signal }, () =>
    sendFollowingRedirects(transport, { method: 'GET', url, headers, signal }, onEvent),
  );
  const { status } = response;
  if (status !== 404 && status !== 410) refusePageFrom(url.host, response, what);
  if (status === 200 || status === 206 || status === 416) return response;
  response.discard();
  if (status === 404 || status === 410) {
    throw new NotFoundError(`${url.host} has no ${url.pathname}`, {
      hint: 'The tap may have removed it; look at its releases.',
    });
  }
  if (status === 401 || status === 403) {
    throw new UnauthorizedError(`${url.host} denies access to ${url.pathname}`);
  }
  throw new RegistryResponseError(`${what} was answered with ${status}`, { status });
}

/** Describes for a receipt the connection that a response came over; both times are ISO 8601 in UTC. */
export function connectionOf(
  { url, peer, redirectHosts }: FinalResponse,
  startedAt: string,
  finishedAt: string,
): ReceiptConnection {
  return {
    redirectHost: redirectHosts.length === 0 ? undefined : url.host,
    tlsIssuer: peer?.tlsIssuer,
    peerAddress: peer?.address,
    proxy: peer?.proxy,
    startedAt,
    finishedAt,
  };
}
