import type { Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import type { StreamedBody } from '../../http/transport/exchange.ts';
import { refuseInsecure, type FinalResponse } from '../../http/redirect.ts';
import { apiUrl, nameOf } from '../api-url.ts';
import { findSession, type UploadSession } from './continue-upload.ts';
import type { UnfinishedUploads } from './unfinished-uploads.ts';
import type { UploadPlace, UploadSender } from './upload-sender.ts';

/** A blob to upload. */
export interface UploadBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Streams a range, `end` exclusive, each time from its start. */
  open(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** Receives how many bytes were handed over so far; the number drops when a try starts over. */
  onProgress(sentBytes: number): void;
}

/** What the tries of one upload have found out. */
export interface UploadProgress {
  /** The number of tries, including this one. */
  readonly tries: number;
  /** Whether one large request was refused as too large. */
  inChunks: boolean;
}

/** Small enough for the limits of proxies in front of registries, large enough to be no slower. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const BYTES = { 'content-type': 'application/octet-stream' };

/** What to upload, where to, and how. */
export interface BlobUpload {
  readonly sender: UploadSender;
  readonly place: UploadPlace;
  readonly blob: UploadBlob;
  /** Undefined if every upload starts from the beginning. */
  readonly unfinished: UnfinishedUploads | undefined;
}

/**
 * Tries once to upload a blob, or the rest of it if an earlier try or run left a session that the registry continues. Returns the
 * final answer, 201 if all went well.
 */
export async function sendBlob(
  upload: BlobUpload,
  progress: UploadProgress,
): Promise<FinalResponse> {
  const { place, blob, unfinished } = upload;
  const name = { place, digest: blob.digest };
  const kept =
    unfinished &&
    (await findSession({ ...name, sizeBytes: blob.sizeBytes }, { ...upload, unfinished }));
  if (kept !== undefined) {
    const answer = await sendInChunks(upload, { ...kept, least: 0 });
    // The session may have ended, or contain bytes of another broken try.
    if (![400, 404, 416].includes(answer.status)) return answer;
    answer.discard();
    await unfinished?.forget(name);
  }
  return sendFromStart(upload, progress);
}

async function sendFromStart(upload: BlobUpload, progress: UploadProgress): Promise<FinalResponse> {
  const { sender, place, blob, unfinished } = upload;
  const { sizeBytes, digest } = blob;
  const begin = apiUrl(place.registry, place.repository, 'blobs/uploads/');
  const begun = await sender.send(place, { method: 'POST', url: begin, body: new Uint8Array() });
  if (begun.status !== 202) return begun;
  const location = nextLocation(begun, begin, place);
  await unfinished?.keep({ place, digest }, location);
  // If something on the way cuts off long requests, all that shows is a broken connection.
  const isTooLong = progress.inChunks || (progress.tries > 2 && sizeBytes > CHUNK_BYTES);
  if (isTooLong) {
    const least = Number(begun.headers.get('oci-chunk-min-length') ?? 0);
    return sendInChunks(upload, { location, hasBytes: 0, least });
  }
  const url = withDigest(location, digest);
  const body = streamed(blob, 0, sizeBytes);
  const answer = await sender.send(place, { method: 'PUT', url, headers: BYTES, body });
  if (answer.status !== 413) return answer;
  answer.discard();
  progress.inChunks = true;
  return sendFromStart(upload, progress);
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks */
async function sendInChunks(
  { sender, place, blob, unfinished }: BlobUpload,
  { location: first, hasBytes, least }: UploadSession & { readonly least: number },
): Promise<FinalResponse> {
  const size = Number.isSafeInteger(least) ? Math.max(CHUNK_BYTES, least) : CHUNK_BYTES;
  let location = first;
  for (let start = hasBytes; start < blob.sizeBytes; start += size) {
    const end = Math.min(start + size, blob.sizeBytes);
    const headers = { ...BYTES, 'content-range': `${start}-${end - 1}` };
    const body = streamed(blob, start, end);
    const answer = await sender.send(place, { method: 'PATCH', url: location, headers, body });
    if (answer.status !== 202) return answer;
    location = nextLocation(answer, location, place);
    await unfinished?.keep({ place, digest: blob.digest }, location);
  }
  const url = withDigest(location, blob.digest);
  return sender.send(place, { method: 'PUT', url, headers: BYTES, body: new Uint8Array() });
}

function streamed(blob: UploadBlob, start: number, end: number): StreamedBody {
  return {
    sizeBytes: end - start,
    open: async function* () {
      let sent = start;
      blob.onProgress(sent);
      for await (const chunk of blob.open({ start, end })) {
        yield chunk;
        sent += chunk.length;
        blob.onProgress(sent);
      }
    },
  };
}

function nextLocation(answer: FinalResponse, from: URL, place: UploadPlace): URL {
  answer.discard();
  const said = answer.headers.get('location');
  const location = said === undefined ? null : URL.parse(said, from.href);
  if (location === null || !/^https?:$/.test(location.protocol)) {
    throw new RegistryResponseError(
      `${nameOf(place.registry, place.repository, 'upload')}: the registry does not say where to send it`,
      { status: answer.status },
    );
  }
  refuseInsecure(from, location);
  return location;
}

/** The existing query is the registry's own and must stay unchanged, character for character. */
function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}
