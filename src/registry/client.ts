import { digestOfBytes, isDigest, verifyDigest, type Digest } from '../core/digest.ts';
import { DOCUMENT_BYTES } from '../json/read-json.ts';
import { RegistryResponseError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import { readBody } from '../http/transport/body.ts';
import type { Clock } from '../http/clock.ts';
import { rangeHeaders, type WantedRange } from '../http/download/content-range.ts';
import type { HttpPeer, HttpTransport } from '../http/transport/exchange.ts';
import type { NamedHost } from '../http/hosts/named-host.ts';
import type { FinalResponse } from '../http/redirect.ts';
import { askTwiceIfDamaged, sendWithRetries } from '../http/retry.ts';
import { apiUrl, manifestUrl, nameOf } from './api-url.ts';
import { Authorizer } from './auth/authorizer.ts';
import type { CredentialSource } from './auth/credentials.ts';
import { sendOnce } from './auth/send-once.ts';
import { MANIFEST_ACCEPT } from './documents/media-type.ts';
import { parseDocument, type ImageIndex, type ImageManifest } from './documents/document-schema.ts';
import { readRateLimit, type RateLimit } from './rate-limit.ts';
import { readReferrerPages } from './artifact/referrer-pages.ts';
import { explainRefusal, refusePage, type RefusedRequest } from './refusal.ts';
import { readTagPages } from './tag-pages.ts';

/** A registry that is asked over HTTP. */
export interface RegistryClientOptions {
  readonly transport: HttpTransport;
  readonly credentials: CredentialSource;
  /** Token servers that may be sent the credentials of registries elsewhere. */
  readonly authHosts?: readonly NamedHost[] | undefined;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
}

/** An index or manifest with the bytes that were served. */
export interface ServedManifest {
  readonly bytes: Uint8Array;
  /** Computed from the bytes. */
  readonly digest: Digest;
  readonly document: ImageIndex | ImageManifest;
  readonly peer: HttpPeer | undefined;
  /** Hosts that were passed on the way. */
  readonly redirectHosts: readonly string[];
  /** What the server says of its limit on requests; undefined when it says nothing. */
  readonly rateLimit: RateLimit | undefined;
}

/** What a server says of a manifest without its bytes; each undefined when it does not say. */
export interface ManifestHead {
  readonly digest: Digest | undefined;
  readonly sizeBytes: number | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/** What distribution allows at most; ghcr.io gives 100 whatever is asked. */
const TAGS_PER_PAGE = 1000;

/** One request to a registry. */
interface ClientRequest {
  /** By default `GET`. */
  readonly method?: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** With it the body is read at once, so that a connection that breaks in it is tried again as well. */
  readonly maxBytes?: number;
}

/**
 * Reads from OCI registries as https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md says. Every method
 * takes the registry's URL (its API is below it at `v2/`) and a repository; all throw `NotFoundError`,
 * `UnauthorizedError`, `RateLimitedError`, `NetworkError` or `RegistryResponseError`.
 */
export class RegistryClient {
  readonly #options: RegistryClientOptions;
  readonly #authorizer: Authorizer;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#authorizer = new Authorizer(options);
  }

  /**
   * Gets an index or manifest; what was asked by digest has that digest, and what was asked by tag has the digest that the
   * server names, if any. Throws `DigestMismatchError` otherwise. A wrong name for what has the digest asked for is only noted.
   */
  async getManifest(registry: URL, repository: string, reference: string): Promise<ServedManifest> {
    const what = nameOf(registry, repository, reference);
    return askTwiceIfDamaged(what, this.#options.onEvent, () =>
      this.#askManifest(registry, repository, reference),
    );
  }

  async #askManifest(
    registry: URL,
    repository: string,
    reference: string,
  ): Promise<ServedManifest> {
    const url = manifestUrl(registry, repository, reference);
    const what = nameOf(registry, repository, reference);
    const asked = { registry, repository, what };
    const headers = { accept: MANIFEST_ACCEPT };
    const response = await this.#send(asked, { url, headers, maxBytes: DOCUMENT_BYTES });
    refusePage(response, asked);
    const bytes = await readBody(response, DOCUMENT_BYTES, what);
    const digest = digestOfBytes(bytes);
    if (isDigest(reference)) verifyDigest(what, reference, digest);
    const told = response.headers.get('docker-content-digest');
    if (told !== undefined && isDigest(told) && told !== digest) {
      // Of a tag nothing else says what the bytes should be; of a digest the bytes have just proven themselves.
      if (!isDigest(reference)) verifyDigest(what, told, digest);
      this.#options.onEvent({
        type: 'warning',
        message: `${registry.host} names ${told} in a header for ${what}; the bytes have the digest asked for`,
      });
    }
    const contentType = response.headers.get('content-type');
    return {
      bytes,
      digest,
      document: parseDocument(bytes, { what, contentType }),
      peer: response.peer,
      redirectHosts: response.redirectHosts,
      rateLimit: readRateLimit(response.headers),
    };
  }

  /** Asks what a reference names without its bytes, which Docker Hub does not count. */
  async headManifest(registry: URL, repository: string, reference: string): Promise<ManifestHead> {
    const url = manifestUrl(registry, repository, reference);
    const asked = { registry, repository, what: nameOf(registry, repository, reference) };
    const response = await this.#send(asked, {
      method: 'HEAD',
      url,
      headers: { accept: MANIFEST_ACCEPT },
    });
    response.discard();
    const told = response.headers.get('docker-content-digest');
    const length = response.headers.get('content-length') ?? '';
    return {
      digest: told !== undefined && isDigest(told) ? told : undefined,
      sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : undefined,
      rateLimit: readRateLimit(response.headers),
    };
  }

  /** Lists every tag of a repository in the order served, following the pages. */
  async listTags(registry: URL, repository: string): Promise<readonly string[]> {
    const url = apiUrl(registry, repository, `tags/list?n=${TAGS_PER_PAGE}`);
    const what = `the tags of ${registry.host}/${repository}`;
    const asked = { registry, repository, what };
    return readTagPages(url, what, async (page) => {
      const response = await this.#sendForPage(asked, page, page.href === url.href);
      refusePage(response, asked);
      return response;
    });
  }

  /** The first page is asked for again without a size where the size is what the registry refuses. */
  async #sendForPage(asked: RefusedRequest, page: URL, isFirst: boolean): Promise<FinalResponse> {
    try {
      return await this.#send(asked, { url: page, maxBytes: DOCUMENT_BYTES });
    } catch (error) {
      if (!isFirst || !(error instanceof RegistryResponseError) || error.status !== 400)
        throw error;
      const plain = apiUrl(asked.registry, asked.repository, 'tags/list');
      return this.#send(asked, { url: plain, maxBytes: DOCUMENT_BYTES });
    }
  }

  /**
   * Reads the lists of what refers to a digest, one page after the other; undefined where the registry has no such lists.
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
   */
  async listReferrers(
    registry: URL,
    repository: string,
    digest: Digest,
  ): Promise<readonly Uint8Array[] | undefined> {
    const url = apiUrl(registry, repository, `referrers/${digest}`);
    const what = `what refers to ${nameOf(registry, repository, digest)}`;
    return readReferrerPages(url, what, (page) =>
      this.#send({ registry, repository, what }, { url: page, maxBytes: DOCUMENT_BYTES }),
    );
  }

  /**
   * Opens a blob, or its rest, for `downloadFile`. Resolves with 200, 206 or 416 and the hosts passed on the way; the
   * caller reads or discards the body.
   */
  async openBlob(
    registry: URL,
    repository: string,
    { digest, range }: { readonly digest: Digest; readonly range?: WantedRange | undefined },
  ): Promise<FinalResponse> {
    const url = apiUrl(registry, repository, `blobs/${digest}`);
    const asked = { registry, repository, what: nameOf(registry, repository, digest) };
    const response = await this.#send(asked, { url, headers: rangeHeaders(range) });
    refusePage(response, asked);
    return response;
  }

  /** Gets a small blob, such as a config, and checks its digest. Throws `DigestMismatchError`. */
  async getBlob(
    registry: URL,
    repository: string,
    { digest, maxBytes }: { readonly digest: Digest; readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const url = apiUrl(registry, repository, `blobs/${digest}`);
    const what = nameOf(registry, repository, digest);
    const asked = { registry, repository, what };
    return askTwiceIfDamaged(what, this.#options.onEvent, async () => {
      const response = await this.#send(asked, { url, maxBytes });
      refusePage(response, asked);
      const bytes = await readBody(response, maxBytes, what);
      verifyDigest(what, digest, digestOfBytes(bytes));
      return bytes;
    });
  }

  async #send(
    asked: RefusedRequest,
    { method = 'GET', url, headers = {}, maxBytes }: ClientRequest,
  ): Promise<FinalResponse> {
    const { registry, repository, what } = asked;
    const { clock, onEvent, signal } = this.#options;
    const response = await this.#authorizer.send({
      registry,
      repository,
      url,
      headers,
      send: (sending) =>
        sendWithRetries(what, { clock, onEvent, signal }, async () => {
          const isErrand = sending.kind === 'errand';
          const once = await sendOnce(this.#options, sending, isErrand ? method : 'GET');
          return holdBody(once, isErrand ? maxBytes : DOCUMENT_BYTES, what);
        }),
    });
    const { status } = response;
    if (status === 200 || status === 206 || status === 416) return response;
    throw await explainRefusal(response, asked, {
      isAnonymous: () => this.#isAnonymous(registry, repository),
    });
  }

  /** Credentials that cannot be read count as some: what a registry answers without them is not what it has. */
  async #isAnonymous(registry: URL, repository: string): Promise<boolean> {
    const { credentials } = this.#options;
    try {
      return (
        credentials.findEager?.(registry) === undefined &&
        (await credentials.find(registry, repository)) === undefined
      );
    } catch {
      return false;
    }
  }
}

/** Reads the body of a success into memory; with no limit, or another status, it stays where it is. */
async function holdBody(
  response: FinalResponse,
  maxBytes: number | undefined,
  what: string,
): Promise<FinalResponse> {
  if (response.status !== 200 || maxBytes === undefined) return response;
  const bytes = await readBody(response, maxBytes, what);
  const headers = new Map(response.headers);
  headers.delete('content-encoding'); // What is held is unpacked.
  return {
    ...response,
    headers,
    body: (async function* held() {
      yield bytes;
    })(),
  };
}
