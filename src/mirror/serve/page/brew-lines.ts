import { quoteForShell } from '../../../core/quote-for-shell.ts';

/** The variable that brew reads the token of a server from (Library/Homebrew/brew.sh:626-640 at aad366ffaf). */
export const TOKEN = 'HOMEBREW_DOCKER_REGISTRY_TOKEN';

/** Returns the curl command for an address; curl on old Macs takes the brackets of IPv6 for a pattern. */
export function curlFor({ hostname }: URL): string {
  return hostname.startsWith('[') ? 'curl -g' : 'curl';
}

/** Variables that make brew fetch bottles from a mirror, in display order. */
export type BrewEnvironment = Readonly<Record<string, string>>;

/**
 * Returns the environment that makes brew take bottles from this server alone. The first variable works with Homebrew 4.1 to 6.0.
 * Brew has known the second since 4.3.1; before that, it tries ghcr.io after a miss (Library/Homebrew/env_config.rb at
 * aad366ffaf).
 */
export function brewEnvironment(url: URL): BrewEnvironment {
  return {
    HOMEBREW_ARTIFACT_DOMAIN: url.origin,
    HOMEBREW_ARTIFACT_DOMAIN_NO_FALLBACK: '1',
    HOMEBREW_NO_AUTO_UPDATE: '1',
    HOMEBREW_NO_INSTALL_FROM_API: '1',
  };
}

/** Writes an environment as shell commands. */
export function environmentLines(environment: BrewEnvironment): readonly string[] {
  return Object.entries(environment).map(
    ([name, value]) => `export ${name}=${quoteForShell(value)}`,
  );
}
