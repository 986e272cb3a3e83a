import { buildSidecar } from '../../registry/documents/sidecar.ts';
import type { ConfirmedBottle } from '../confirm/confirm-bottle.ts';

/** Writes the sidecar of a confirmed bottle; undefined when the registry has no build record to make one of. */
export function sidecarOf({ found, bottles, entry }: ConfirmedBottle): string | undefined {
  const { nameThen, pkgVersion, bottleTag: tag, rebuild, tap, cellar, record, origin } = found;
  return buildSidecar(bottles, entry, {
    bottle: { formula: nameThen, pkgVersion, tag, rebuild },
    fullName: tap === 'homebrew/core' ? nameThen : `${tap}/${nameThen}`,
    rootUrl: origin.rootUrl,
    cellar,
    formulaPath: record?.path,
    commit: record?.commit.oid,
  });
}
