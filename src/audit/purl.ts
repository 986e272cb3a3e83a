import { CORE_TAP } from '../core/formula-key.ts';
import { percentEncode } from '../core/percent-encode.ts';

/**
 * Writes the package URL of a formula at a version as brew's `SBOM.brew_purl` does: `pkg:brew/vim@9.0.1900_1`, and
 * `pkg:brew/me/tools/jq@1.7` for a tap other than homebrew/core. Homebrew's advisories name packages in the same way.
 */
export function brewPurl({
  tap,
  formula,
  pkgVersion,
}: {
  readonly tap: string;
  readonly formula: string;
  /** Undefined for the formula at any version. */
  readonly pkgVersion: string | undefined;
}): string {
  const namespace = tap === CORE_TAP ? [] : tap.split('/');
  const name = [...namespace, formula].map(encode).join('/');
  const version = pkgVersion === undefined ? '' : `@${encode(pkgVersion)}`;
  return `pkg:brew/${name}${version}`;
}

/** Encodes all but the characters that RFC 3986 never encodes and the colon; brew leaves the same ones. */
function encode(part: string): string {
  return part.replace(/[^\w.~:-]/gu, percentEncode);
}
