import { digestOfBytes, isDigest, verifyDigest, type Digest } from '../core/digest.ts';
import { DOCUMENT_BYTES } from '../json/read-json.ts';
import { RegistryResponseError } from '../core/errors.ts';
import { readBody } from '../http/transport/body.ts';
import { rangeHeaders, type WantedRange } from '../http/download/content-range.ts';
import type { HttpPeer } from '../http/transport/exchange.ts';
import type { FinalResponse } from '../http/redirect.ts';
import { askTwiceIfDamaged } from '../http/retry.ts';
import type { ApiPlace } from './api/api-places.ts';
import type { RegistryClientOptions } from './api/client-options.ts';
import { RegistrySender, type AskedOfRegistry } from './api/registry-sender.ts';
import { apiUrl, manifestUrl, nameOf } from './api-url.ts';
import { MANIFEST_ACCEPT } from './documents/media-type.ts';
import { parseDocument, type ImageIndex, type ImageManifest } from './documents/document-schema.ts';
import { readRateLimit, type RateLimit } from './rate-limit.ts';
import { readReferrerPages } from './artifact/referrer-pages.ts';
import { readTagPages } from './tag-pages.ts';

/** An index or manifest with the bytes that were served. */
export interface ServedManifest {
  readonly bytes: Uint8Array;
  /** Computed from the bytes. */
  readonly digest: Digest;
  readonly document: ImageIndex | ImageManifest;
  readonly peer: HttpPeer | undefined;
  /** The hosts of the redirects followed. */
  readonly redirectHosts: readonly string[];
  /** What the server reports about its request limit; undefined if nothing. */
  readonly rateLimit: RateLimit | undefined;
}

/** What a server reports about a manifest without its bytes; each field is undefined if it does not say. */
export interface ManifestHead {
  readonly digest: Digest | undefined;
  readonly sizeBytes: number | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/** The most that distribution allows; ghcr.io returns 100 whatever is requested. */
const TAGS_PER_PAGE = 1000;

/**
 * Reads from OCI registries according to https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md. Every method
 * takes the registry's URL (its API is below it at `v2/`) and a repository; all throw `NotFoundError`, `UnauthorizedError`,
 * `RateLimitedError`, `NetworkError` or `RegistryResponseError`.
 */
export class RegistryClient {
  readonly #options: RegistryClientOptions;
  readonly #sender: RegistrySender;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#sender = new RegistrySender(options);
  }

  /** Returns where this run found a repository, or else the place its URL says. */
  placeOf(registry: URL, repository: string): ApiPlace {
    return this.#sender.known(registry, repository);
  }

  /**
   * Gets an index or manifest. Verifies it against the digest it was requested by, or else against the digest that the server
   * names, if any. Throws `DigestMismatchError`. If the requested digest matches but the server names another, it only warns.
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
    const what = nameOf(registry, repository, reference);
    const place = await this.#sender.find(registry, repository);
    const url = manifestUrl(place.registry, place.repository, reference);
    const headers = { accept: MANIFEST_ACCEPT };
    const request = { url, headers, maxBytes: DOCUMENT_BYTES };
    const response = await this.#sender.send({ ...place, what }, request);
    const bytes = await readBody(response, DOCUMENT_BYTES, what);
    const digest = digestOfBytes(bytes);
    if (isDigest(reference)) verifyDigest(what, reference, digest);
    const told = response.headers.get('docker-content-digest');
    if (told !== undefined && isDigest(told) && told !== digest) {
      // For an OCI tag, nothing else says what the bytes should be; for a digest, the bytes have already been verified.
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

  /** Asks what a reference names without fetching it, which Docker Hub does not count. */
  async headManifest(registry: URL, repository: string, reference: string): Promise<ManifestHead> {
    const what = nameOf(registry, repository, reference);
    const place = await this.#sender.find(registry, repository);
    const url = manifestUrl(place.registry, place.repository, reference);
    const headers = { accept: MANIFEST_ACCEPT };
    const request = { method: 'HEAD', url, headers, allowsPage: true } as const;
    const response = await this.#sender.send({ ...place, what }, request);
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
    const what = `the tags of ${registry.host}/${repository}`;
    const asked = { ...(await this.#sender.find(registry, repository)), what };
    const url = apiUrl(asked.registry, asked.repository, `tags/list?n=${TAGS_PER_PAGE}`);
    return readTagPages(url, what, (page) =>
      this.#sendForPage(asked, page, page.href === url.href),
    );
  }

  /** Requests the first page again without a size if the registry refuses the size. */
  async #sendForPage(asked: AskedOfRegistry, page: URL, isFirst: boolean): Promise<FinalResponse> {
    try {
      return await this.#sender.send(asked, { url: page, maxBytes: DOCUMENT_BYTES });
    } catch (error) {
      if (!isFirst || !(error instanceof RegistryResponseError) || error.status !== 400)
        throw error;
      const plain = apiUrl(asked.registry, asked.repository, 'tags/list');
      return this.#sender.send(asked, { url: plain, maxBytes: DOCUMENT_BYTES });
    }
  }

  /**
   * Reads the list of what refers to a digest, page by page; undefined if the registry has no such lists.
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
   */
  async listReferrers(
    registry: URL,
    repository: string,
    digest: Digest,
  ): Promise<readonly Uint8Array[] | undefined> {
    const what = `what refers to ${nameOf(registry, repository, digest)}`;
    const asked = { ...(await this.#sender.find(registry, repository)), what };
    const url = apiUrl(asked.registry, asked.repository, `referrers/${digest}`);
    return readReferrerPages(url, what, (page) =>
      this.#sender.send(asked, { url: page, maxBytes: DOCUMENT_BYTES, allowsPage: true }),
    );
  }

  /**
   * Opens a blob, or the rest of it, for `downloadFile`. Resolves with 200, 206 or 416 and the hosts of redirects; the caller
   * must read or discard the body.
   */
  async openBlob(
    registry: URL,
    repository: string,
    { digest, range }: { readonly digest: Digest; readonly range?: WantedRange | undefined },
  ): Promise<FinalResponse> {
    const what = nameOf(registry, repository, digest);
    const place = await this.#sender.find(registry, repository);
    const url = apiUrl(place.registry, place.repository, `blobs/${digest}`);
    return this.#sender.send({ ...place, what }, { url, headers: rangeHeaders(range) });
  }

  /** Gets a small blob, such as a config, and checks its digest. Throws `DigestMismatchError`. */
  async getBlob(
    registry: URL,
    repository: string,
    { digest, maxBytes }: { readonly digest: Digest; readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const what = nameOf(registry, repository, digest);
    const place = await this.#sender.find(registry, repository);
    const url = apiUrl(place.registry, place.repository, `blobs/${digest}`);
    return askTwiceIfDamaged(what, this.#options.onEvent, async () => {
      const response = await this.#sender.send({ ...place, what }, { url, maxBytes });
      const bytes = await readBody(response, maxBytes, what);
      verifyDigest(what, digest, digestOfBytes(bytes));
      return bytes;
    });
  }
}
