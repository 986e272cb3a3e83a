import { bottleFileName } from '../../../core/bottle-name.ts';
import { parsePkgVersion } from '../../../core/pkg-version.ts';
import { defaultRootUrl, type RegistryRoot } from '../../../registry/address.ts';
import type { BottleRelease } from '../../../registry/reference.ts';
import { locateBottle } from '../bottle-origin.ts';
import type { FoundBottle } from '../resolution.ts';

/** An answer that came from a registry alone. */
export interface RegistryAnswer extends Pick<
  FoundBottle,
  | 'requested'
  | 'target'
  | 'tap'
  | 'bottleTag'
  | 'sha256'
  | 'match'
  | 'droppedBy'
  | 'source'
  | 'wanted'
> {
  readonly name: string;
  readonly release: BottleRelease;
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Makes the result for a bottle that a registry has, without what only history knows. */
export function foundInRegistry({
  name,
  release,
  override,
  ...answer
}: RegistryAnswer): FoundBottle {
  const { tap, bottleTag } = answer;
  const { pkgVersion, rebuild } = release;
  const bottle = { formula: name, pkgVersion, bottleTag, rebuild };
  return {
    ...answer,
    ...parsePkgVersion(pkgVersion),
    status: 'found',
    formula: name,
    builtAs: name,
    pkgVersion,
    rebuild,
    cellar: undefined,
    origin: locateBottle({ tap, rootUrl: defaultRootUrl(tap), bottle, override }),
    fileName: bottleFileName(bottle),
    introducedBy: undefined,
    otherVersions: [],
    sources: ['registry'],
  };
}
