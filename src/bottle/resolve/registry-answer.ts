import { bottleFileName } from '../../core/bottle-name.ts';
import type { Hex } from '../../core/digest.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import { defaultRootUrl, type RegistryRoot } from '../../registry/address.ts';
import type { BottleRelease } from '../../registry/reference.ts';
import { locateBottle } from './bottle-origin.ts';
import type { FoundBottle } from './resolution.ts';

/** What only a registry was asked about. */
export interface RegistryAnswer {
  readonly requested: string;
  readonly target: Target;
  readonly tap: string;
  readonly name: string;
  readonly release: BottleRelease;
  readonly bottleTag: string;
  readonly sha256: Hex;
  readonly match: FoundBottle['match'];
  readonly droppedBy: FoundBottle['droppedBy'];
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Says that a registry has a bottle; what only history knows is left open. */
export function foundInRegistry(answer: RegistryAnswer): FoundBottle {
  const { requested, target, tap, name, bottleTag, sha256, match, droppedBy, override } = answer;
  const { pkgVersion, rebuild } = answer.release;
  const bottle = { formula: name, pkgVersion, bottleTag, rebuild };
  return {
    status: 'found',
    requested,
    target,
    formula: name,
    builtAs: name,
    tap,
    ...parsePkgVersion(pkgVersion),
    pkgVersion,
    rebuild,
    bottleTag,
    match,
    sha256,
    cellar: undefined,
    origin: locateBottle({ tap, rootUrl: defaultRootUrl(tap), bottle, override }),
    fileName: bottleFileName(bottle),
    introducedBy: undefined,
    droppedBy,
    otherVersions: [],
    sources: ['registry'],
  };
}
