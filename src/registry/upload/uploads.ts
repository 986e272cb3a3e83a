import { digestOfBytes, isDigest, verifyDigest, type Digest } from '../../core/digest.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries } from '../../http/retry.ts';
import { isPage } from '../../http/web-page.ts';
import { readBody } from '../../http/transport/body.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { apiUrl, manifestUrl, nameOf } from '../api-url.ts';
import { parseDocument } from '../documents/document-schema.ts';
import { MANIFEST_ACCEPT } from '../documents/media-type.ts';
import type { RegistryClientOptions } from '../api/client-options.ts';
import type { ServedManifest } from '../client.ts';
import { refusePage, type RefusedRequest } from '../refusal.ts';
import { explainUploadRefusal } from './explain-upload-refusal.ts';
import { UploadSender, type UploadPlace } from './upload-sender.ts';
import { sendBlob, type UploadBlob } from './send-blob.ts';
import type { UnfinishedUploads } from './unfinished-uploads.ts';
import { WatchedBlob } from './watched-blob.ts';

/** Smaller blobs are sent again just as quickly. */
const CONTINUED_BYTES = 1024 * 1024;

/** An index or manifest to upload. */
export interface UploadManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A manifest or index already in a registry before a push. */
export type FoundManifest = Pick<ServedManifest, 'bytes' | 'digest' | 'document'>;

/**
 * Uploads to OCI registries according to https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push. Every
 * method throws `UnauthorizedError`, `RateLimitedError`, `NetworkError` or `RegistryResponseError`, and `DigestMismatchError` if
 * the registry names a different digest than that of what was sent.
 */
export class RegistryUploads {
  readonly #options: RegistryClientOptions;
  readonly #sender: UploadSender;

  readonly #unfinished: UnfinishedUploads | undefined;
  /** Blobs being uploaded. */
  readonly #active = new Set<string>();

  /** With `unfinished`, interrupted uploads continue where the registry kept them. */
  constructor(options: RegistryClientOptions, unfinished?: UnfinishedUploads) {
    this.#options = options;
    this.#sender = new UploadSender(options);
    this.#unfinished = unfinished;
  }

  /** Asks whether a repository has a blob. */
  async hasBlob(place: UploadPlace, digest: Digest): Promise<boolean> {
    const url = apiUrl(place.registry, place.repository, `blobs/${digest}`);
    return this.#has(place, digest, { method: 'HEAD', url });
  }

  /** Asks whether a repository has a manifest or index. */
  async hasManifest(place: UploadPlace, digest: Digest): Promise<boolean> {
    const url = manifestUrl(place.registry, place.repository, digest);
    // Registries answer 404 for a manifest of a type that the client does not accept.
    const headers = { accept: MANIFEST_ACCEPT };
    return this.#has(place, digest, { method: 'HEAD', url, headers });
  }

  /**
   * Uploads a blob: in one request, or in chunks if the registry refuses large ones. Retries from where the registry kept it or
   * from the beginning. Returns how many bytes were sent, over all tries.
   */
  async putBlob(place: UploadPlace, blob: UploadBlob): Promise<number> {
    const what = nameOf(place.registry, place.repository, blob.digest);
    const progress = { tries: 0, inChunks: false };
    const watched = new WatchedBlob(blob);
    // Two at once would share one session.
    const isWorthwhile = blob.sizeBytes >= CONTINUED_BYTES && !this.#active.has(what);
    const unfinished = isWorthwhile ? this.#unfinished : undefined;
    if (isWorthwhile) this.#active.add(what);
    try {
      const response = await sendWithRetries(what, this.#options, async () => {
        progress.tries += 1;
        watched.unreadable = undefined;
        try {
          return await sendBlob(
            { sender: this.#sender, place, blob: watched, unfinished },
            progress,
          );
        } catch (error) {
          // A problem with the local bytes is not a network failure, and no retry fixes it.
          throw watched.unreadable ?? error;
        }
      });
      await unfinished?.forget({ place, digest: blob.digest });
      await expectCreated(response, { ...place, what }, blob.digest);
      return watched.sentBytes;
    } finally {
      // What was sent of a locally wrong blob is of no use for the right one.
      if (watched.isWrong) await unfinished?.forget({ place, digest: blob.digest });
      if (isWorthwhile) this.#active.delete(what);
    }
  }

  /** Uploads bytes in memory, such as a config. */
  async putBytes(place: UploadPlace, bytes: Uint8Array): Promise<void> {
    await this.putBlob(place, {
      digest: digestOfBytes(bytes),
      sizeBytes: bytes.length,
      open: async function* ({ start, end }) {
        yield bytes.subarray(start, end);
      },
      onProgress: () => undefined,
    });
  }

  /**
   * Reads what a reference names, with permission to push: a repository that does not exist yet cannot be read without it.
   * Returns undefined if there is nothing.
   */
  async findManifest(place: UploadPlace, reference: string): Promise<FoundManifest | undefined> {
    const { registry, repository } = place;
    const url = manifestUrl(registry, repository, reference);
    const what = nameOf(registry, repository, reference);
    const headers = { accept: MANIFEST_ACCEPT };
    const response = await sendWithRetries(what, this.#options, () =>
      this.#sender.send(place, { method: 'GET', url, headers }),
    );
    // A web page does not prove that the reference is unused.
    if (response.status === 404 && !isPage(response)) {
      response.discard();
      return undefined;
    }
    if (response.status !== 200) throw await explainUploadRefusal(response, { ...place, what });
    refusePage(response, { ...place, what });
    const bytes = await readBody(response, DOCUMENT_BYTES, what);
    const contentType = response.headers.get('content-type');
    const digest = digestOfBytes(bytes);
    if (isDigest(reference)) verifyDigest(what, reference, digest);
    compare(response, what, digest);
    return { bytes, digest, document: parseDocument(bytes, { what, contentType }) };
  }

  /**
   * Uploads a manifest or index under an OCI tag or its digest. Everything it names must already exist, as most registries check.
   * Returns whether the registry itself lists it for the subject that it names.
   */
  async putManifest(
    place: UploadPlace,
    reference: string,
    { bytes, digest, mediaType }: UploadManifest,
  ): Promise<{ readonly isListed: boolean }> {
    const url = manifestUrl(place.registry, place.repository, reference);
    const what = nameOf(place.registry, place.repository, reference);
    const headers = { 'content-type': mediaType };
    const response = await sendWithRetries(what, this.#options, () =>
      this.#sender.send(place, { method: 'PUT', url, headers, body: bytes }),
    );
    await expectCreated(response, { ...place, what }, digest);
    return { isListed: response.headers.has('oci-subject') };
  }

  async #has(
    place: UploadPlace,
    digest: Digest,
    request: Parameters<UploadSender['send']>[1],
  ): Promise<boolean> {
    const what = nameOf(place.registry, place.repository, digest);
    const response = await sendWithRetries(what, this.#options, () =>
      this.#sender.send(place, request),
    );
    response.discard();
    const { status } = response;
    if (status === 404) return false;
    // A registry that keeps blobs elsewhere redirects to them, and would not for one it does not have.
    if (status >= 300 && status < 400) return true;
    if (status !== 200) throw await explainUploadRefusal(response, { ...place, what });
    compare(response, what, digest);
    return true;
  }
}

async function expectCreated(
  response: FinalResponse,
  asked: RefusedRequest,
  digest: Digest,
): Promise<void> {
  if (response.status !== 201) throw await explainUploadRefusal(response, asked);
  response.discard();
  compare(response, asked.what, digest);
}

function compare({ headers }: FinalResponse, what: string, digest: Digest): void {
  const told = headers.get('docker-content-digest');
  if (told !== undefined && isDigest(told)) verifyDigest(what, digest, told);
}
