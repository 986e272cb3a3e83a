import { orAbsent } from '../../../registry/absence.ts';
import type { RegistryClient } from '../../../registry/client.ts';
import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { Digest } from '../../../core/digest.ts';
import { RegistryResponseError } from '../../../core/errors.ts';
import type { RegistrySource } from '../../../registry/cached/registry-source.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';

/** What a registry says about the reference of a bottle that the tree has. */
export type News = 'same' | 'other' | 'gone';

/** Asks registries whether bottles have changed, once per reference in a run. */
export class NewsDesk {
  readonly #client: Pick<RegistryClient, 'headManifest'>;
  readonly #registry: Pick<RegistrySource, 'readDocument'>;
  readonly #asked = new Map<string, Promise<Digest | undefined>>();

  constructor(
    client: Pick<RegistryClient, 'headManifest'>,
    registry: Pick<RegistrySource, 'readDocument'>,
  ) {
    this.#client = client;
    this.#registry = registry;
  }

  /**
   * Compares what the reference names now with what the tree has, with one small request. Nothing is asked about what a lock
   * pins. Throws what the registry request throws.
   */
  async ask(found: FoundBottle, kept: MirrorBottle): Promise<News> {
    const { origin } = found;
    if (origin.kind !== 'registry' || found.pinned !== undefined) return 'same';
    const { registry } = origin.root;
    const name = `${registry.href} ${origin.repository} ${kept.reference}`;
    const asked =
      this.#asked.get(name) ?? this.#digestOf(registry, origin.repository, kept.reference);
    this.#asked.set(name, asked);
    const digest = await asked;
    if (digest === undefined) return 'gone';
    return digest === kept.indexDigest ? 'same' : 'other';
  }

  /** Returns the digest of a reference; undefined if the registry does not have it. */
  async #digestOf(
    registry: URL,
    repository: string,
    reference: string,
  ): Promise<Digest | undefined> {
    const head = await orAbsent(this.#head(registry, repository, reference));
    if (head === undefined) return undefined;
    if (head.digest !== undefined) return head.digest;
    // A plain file server does not send the digest.
    const served = await orAbsent(this.#registry.readDocument(registry, repository, reference));
    return served?.digest;
  }

  /** Asks for the digest with a HEAD request; a registry that does not support HEAD says nothing. */
  async #head(
    registry: URL,
    repository: string,
    reference: string,
  ): Promise<{ readonly digest: Digest | undefined }> {
    try {
      return await this.#client.headManifest(registry, repository, reference);
    } catch (error) {
      if (error instanceof RegistryResponseError) return { digest: undefined };
      throw error;
    }
  }
}
