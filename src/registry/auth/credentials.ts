/** Something that proves who asks. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** A refresh token of `docker login`, exchanged at the token server. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** Sent to the registry itself as it is. */
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic-encoded'; readonly token: string };

/** Finds the credentials for a registry; undefined to ask without any. */
export interface CredentialSource {
  /** Looks them up when the registry asks for some. Throws what keeps it from reading them. */
  find(registry: URL, repository: string): Promise<Credentials | undefined>;
  /** Gives those that are sent with the first request, as brew does with its own. */
  findEager?(registry: URL): Credentials | undefined;
}

/** Asks several sources; the first that knows the registry answers. */
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
