import type { Hex } from '../../../core/digest.ts';
import { coreTapPath } from '../../../mirror/serve/bundle-site.ts';

/** A stand-in homebrew-core that is served. */
export interface ServedCoreTap {
  readonly bottleTag: string;
  readonly sha256: Hex;
}

/** The variable from which brew takes the token of a server (Library/Homebrew/brew.sh:626-640 at aad366ffaf). */
export const TOKEN = 'HOMEBREW_DOCKER_REGISTRY_TOKEN';

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
export function renderEnvironment(environment: BrewEnvironment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
}

/**
 * Gives the command that makes a homebrew-core of the served formulae on a Mac that has none, or only an empty folder in its
 * place. The sum is typed there, not fetched: these files are Ruby that brew runs.
 */
export function coreTapCommand(
  url: URL,
  { bottleTag, sha256 }: ServedCoreTap,
  hasToken: boolean,
): string {
  const login = hasToken ? ` -u "brew:$${TOKEN}"` : '';
  const from = new URL(coreTapPath(bottleTag), url).href;
  const check = bottleTag.endsWith('_linux') ? 'sha256sum -c' : 'shasum -a 256 -c';
  return [
    `(core="$(brew --repository)/Library/Taps/homebrew/homebrew-core"`,
    `if [ -n "$(find "$core" -type f 2>/dev/null | head -n 1)" ]`,
    `then echo "$core is there already"`,
    `else curl -fsSo core-tap.tar${login} ${from} && echo "${sha256}  core-tap.tar" | ${check} && mkdir -p "$core" && tar -xf core-tap.tar -C "$core"`,
    'fi)',
  ].join('; ');
}

/** Writes what a person reads who opens the server in a browser. */
export function frontPage(
  origin: string,
  { bottles, label, hasToken }: { bottles: string; label: string; hasToken: boolean },
): string {
  const url = new URL(origin);
  return [
    `brewpull serves ${bottles}${label === '' ? '' : ` for ${label}`} here, to brew and to clients of registries.`,
    '',
    'On a Mac, before brew install:',
    '',
    renderEnvironment(brewEnvironment(url)).replace(/^/gm, '  ').trimEnd(),
    ...(hasToken ? [`  export ${TOKEN}=…   (the token, from whoever runs this server)`] : []),
    '',
    'A Mac without homebrew-core needs the one that goes with these bottles. The command for that is',
    'where brewpull serve was started: it holds a checksum that must not come from here.',
    '',
    'From another machine:',
    '',
    `  brewpull NAME --registry ${url.origin}${url.protocol === 'http:' ? ` --insecure-registry ${url.host}` : ''}`,
    `  skopeo inspect docker://${url.host}/homebrew/core/NAME:VERSION`,
    '',
  ].join('\n');
}
