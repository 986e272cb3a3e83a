/** Proof of who is asking. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** A refresh token of `docker login`, exchanged at the token server. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** Sent to the registry itself, unchanged. */
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic-encoded'; readonly token: string };

/** A source of credentials for a registry. */
export interface CredentialSource {
  /** Looks them up when the registry asks for some; undefined to ask without any. Throws if they cannot be read. */
  find(registry: URL, repository: string): Promise<Credentials | undefined>;
  /** Returns those that are sent with the first request, as brew does with its own. */
  findEager?(registry: URL): Credentials | undefined;
}

/** Combines several sources; the first that knows the registry answers. */
export function firstCredentials(sources: readonly CredentialSource[]): CredentialSource {
  return {
    find: async (registry, repository) => {
      for (const source of sources) {
        const found = await source.find(registry, repository);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    findEager: (registry) => {
      for (const source of sources) {
        const found = source.findEager?.(registry);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
