import type { Hex } from '../../../core/digest.ts';
import { quoteForShell } from '../../../core/quote-for-shell.ts';
import { coreTapPath } from '../../../mirror/serve/bundle-site.ts';
import { curlFor, TOKEN } from '../../../mirror/serve/page/brew-lines.ts';

/** A served stand-in for homebrew-core. */
export interface ServedCoreTap {
  readonly bottleTag: string;
  readonly sha256: Hex;
}

/**
 * Returns the command that makes a homebrew-core with the served formulae on a Mac that has none, or only an empty folder in its
 * place. The checksum is part of the command instead of being fetched, because these files are Ruby that brew runs.
 */
export function coreTapCommand(
  url: URL,
  { bottleTag, sha256 }: ServedCoreTap,
  hasToken: boolean,
): string {
  const login = hasToken ? ` -u "brew:$${TOKEN}"` : '';
  const from = quoteForShell(new URL(coreTapPath(bottleTag), url).href);
  const check = bottleTag.endsWith('_linux') ? 'sha256sum -c' : 'shasum -a 256 -c';
  return [
    `(core="$(brew --repository)/Library/Taps/homebrew/homebrew-core"`,
    `if [ -n "$(find "$core" -type f 2>/dev/null | head -n 1)" ]`,
    `then echo "$core is there already"`,
    `else ${curlFor(url)} -fsSo core-tap.tar${login} ${from} && echo "${sha256}  core-tap.tar" | ${check} && mkdir -p "$core" && tar -xf core-tap.tar -C "$core"`,
    'fi)',
  ].join('; ');
}
