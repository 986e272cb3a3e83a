import type { Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import type { StreamedBody } from '../../http/transport/exchange.ts';
import { refuseInsecure, type FinalResponse } from '../../http/redirect.ts';
import { apiUrl, nameOf } from '../api-url.ts';
import { findSession, type UploadSession } from './continue-upload.ts';
import type { UnfinishedUploads } from './unfinished-uploads.ts';
import type { UploadPlace, UploadSender } from './upload-sender.ts';

/** A blob to be put into a registry. */
export interface UploadBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Streams a part, `end` exclusive, each time from its start. */
  open(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** Receives how much was handed over so far; less than before when a try begins again. */
  onProgress(sentBytes: number): void;
}

/** What the tries of one upload found out. */
export interface UploadProgress {
  /** This one included. */
  readonly tries: number;
  /** Whether one large request did not get through. */
  inChunks: boolean;
}

/** Small enough for the limits of proxies in front of registries, large enough to be no slower. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const BYTES = { 'content-type': 'application/octet-stream' };

/** What is put where, and with which credentials. */
export interface BlobUpload {
  readonly sender: UploadSender;
  readonly place: UploadPlace;
  readonly blob: UploadBlob;
  /** Undefined where every upload begins at its start. */
  readonly unfinished: UnfinishedUploads | undefined;
}

/**
 * Uploads a blob once, or the rest of it where an earlier try or run left a session that the registry continues. Gives the answer that
 * ends it, 201 when all is well.
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
    // The session may be over, or hold bytes of another try that broke.
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
  // Something on the way that cuts long requests off gives no better answer than a broken connection.
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

/** The query before it is the registry's own and must stay as it is, character for character. */
function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}
