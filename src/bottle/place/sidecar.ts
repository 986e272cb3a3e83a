import { buildSidecar } from '../../registry/documents/sidecar.ts';
import type { ConfirmedBottle } from '../confirm/confirm-bottle.ts';

/** Writes the sidecar of a confirmed bottle; undefined when the registry has no build record to make one of. */
export function sidecarOf({ found, bottles, entry }: ConfirmedBottle): string | undefined {
  const { builtAs, pkgVersion, bottleTag, rebuild, tap, cellar, introducedBy, origin } = found;
  return buildSidecar(bottles, entry, {
    bottle: { formula: builtAs, pkgVersion, bottleTag, rebuild },
    fullName: tap === 'homebrew/core' ? builtAs : `${tap}/${builtAs}`,
    rootUrl: origin.rootUrl,
    cellar,
    formulaPath: introducedBy?.path,
    commit: introducedBy?.commit.oid,
  });
}
