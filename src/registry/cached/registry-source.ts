import type { Digest } from '../../core/digest.ts';
import type { HttpPeer } from '../../http/transport/exchange.ts';
import type { RegistryRoot } from '../address.ts';
import type { ApiPlace } from '../api/api-places.ts';
import type { ImageIndex, ImageManifest } from '../documents/document-schema.ts';
import type { RateLimit } from '../rate-limit.ts';

/** A registry, or what the cache remembers about it. */
export interface RegistrySource {
  /** The value of `--registry`. */
  readonly override: RegistryRoot | undefined;
  /** Lists all references of a repository in the order served. Throws `NotFoundError` if there is no such repository. */
  listReferences(registry: URL, repository: string): Promise<readonly string[]>;
  /** Reads what a reference or digest names, and checks its digest. Throws `NotFoundError`. */
  readDocument(registry: URL, repository: string, reference: string): Promise<ServedDocument>;
  /** Returns where this run found a repository, or else the place its URL says. */
  placeOf(registry: URL, repository: string): Promise<ApiPlace>;
}

/** An index or manifest with the bytes that were served. */
export interface ServedDocument {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly document: ImageIndex | ImageManifest;
  /** The server that answered; undefined from the cache. */
  readonly peer: HttpPeer | undefined;
  /** What the registry reports about its limit; undefined if nothing. */
  readonly rateLimit: RateLimit | undefined;
}
