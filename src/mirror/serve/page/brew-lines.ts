import { quoteForShell } from '../../../core/quote-for-shell.ts';

/** The variable from which brew takes the token of a server (Library/Homebrew/brew.sh:626-640 at aad366ffaf). */
export const TOKEN = 'HOMEBREW_DOCKER_REGISTRY_TOKEN';

/** What curl is called with for an address: the brackets of IPv6 are no pattern, as curls of old Macs take them for one. */
export function curlFor({ hostname }: URL): string {
  return hostname.startsWith('[') ? 'curl -g' : 'curl';
}

/** Variables that make brew fetch bottles from a mirror, in the order they are shown. */
export type BrewEnvironment = Readonly<Record<string, string>>;

/**
 * Gives the environment that makes brew take bottles from this server alone. The first was seen to work with Homebrew 4.1
 * to 6.0; brew knows the second since 4.3.1 and tries ghcr.io after a miss before that
 * (Library/Homebrew/env_config.rb at aad366ffaf).
 */
export function brewEnvironment(url: URL): BrewEnvironment {
  return {
    HOMEBREW_ARTIFACT_DOMAIN: url.origin,
    HOMEBREW_ARTIFACT_DOMAIN_NO_FALLBACK: '1',
    HOMEBREW_NO_AUTO_UPDATE: '1',
    HOMEBREW_NO_INSTALL_FROM_API: '1',
  };
}

/** Writes an environment as lines for a shell. */
export function environmentLines(environment: BrewEnvironment): readonly string[] {
  return Object.entries(environment).map(
    ([name, value]) => `export ${name}=${quoteForShell(value)}`,
  );
}
