import { isLoopback } from '../../http/hosts/loopback.ts';
import { GHCR_ORIGIN } from '../address.ts';
import type { Credentials, CredentialSource } from './credentials.ts';

const TOKEN = 'HOMEBREW_DOCKER_REGISTRY_TOKEN';
const BASIC = 'HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN';
const PACKAGES = 'HOMEBREW_GITHUB_PACKAGES_TOKEN';

/**
 * Creates a source of the credentials for GitHub's registry in the variables that brew reads: `HOMEBREW_DOCKER_REGISTRY_TOKEN`
 * and `HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN`, which brew sends with every request (Library/Homebrew/brew.sh:626-640 at
 * aad366ffaf), and `HOMEBREW_GITHUB_PACKAGES_TOKEN` with `_USER`, which brew uses for uploads. The first two are for
 * https://ghcr.io, or for the server that `HOMEBREW_ARTIFACT_DOMAIN` names, with its scheme and port; the last is for
 * https://ghcr.io only. They are sent nowhere else, and without TLS only to this machine.
 */
export function homebrewCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): CredentialSource {
  const read = (name: string): string | undefined => {
    const value = environment[name];
    return value === '' ? undefined : value;
  };
  const domain = URL.parse(read('HOMEBREW_ARTIFACT_DOMAIN') ?? '')?.origin;
  const findEager = (registry: URL): Credentials | undefined => {
    const { origin, protocol } = registry;
    if (origin !== GHCR_ORIGIN && origin !== domain) return undefined;
    if (protocol !== 'https:' && !isLoopback(registry)) return undefined;
    const token = read(TOKEN);
    if (token !== undefined) return { kind: 'bearer', token };
    const basic = read(BASIC);
    return basic === undefined || basic === 'none'
      ? undefined
      : { kind: 'basic-encoded', token: basic };
  };
  return {
    findEager,
    find: async (registry) => {
      const eager = findEager(registry);
      if (eager !== undefined) return eager;
      const password = read(PACKAGES);
      if (password === undefined || registry.origin !== GHCR_ORIGIN) return undefined;
      // ghcr.io only checks the token, but requires some name.
      const user = read('HOMEBREW_GITHUB_PACKAGES_USER') ?? 'brewpull';
      return { kind: 'basic', user, password };
    },
  };
}

/**
 * Returns the name of the variable that supplies the credentials of {@link homebrewCredentials} for a registry; undefined if none
 * does.
 */
export async function homebrewVariable(
  environment: Readonly<Record<string, string | undefined>>,
  registry: URL,
): Promise<string | undefined> {
  for (const name of [TOKEN, BASIC, PACKAGES]) {
    const { HOMEBREW_ARTIFACT_DOMAIN } = environment;
    const alone = homebrewCredentials({ HOMEBREW_ARTIFACT_DOMAIN, [name]: environment[name] });
    if ((await alone.find(registry, '')) !== undefined) return name;
  }
  return undefined;
}
