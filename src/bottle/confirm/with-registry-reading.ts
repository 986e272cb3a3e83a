import { bottleFileName } from '../../core/bottle-name.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import { formatReference } from '../../registry/reference.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { Attempt } from './candidate-places.ts';
import type { CheckedEntry } from './check-entry.ts';

/** Updates a bottle with the place and the reading of the version under which it was found, and notes what differs. */
export function withRegistryReading(
  found: FoundBottle,
  { place, repository, reference }: Attempt,
  { index, entry }: CheckedEntry,
): { adopted: FoundBottle; notes: readonly string[] } {
  const notes: string[] = [];
  const { origin } = found;
  const { pkgVersion, rebuild } = index;
  if (origin.kind === 'registry' && repository !== origin.repository) {
    notes.push(`${found.fileName} is in ${repository} of the registry`);
  }
  if (pkgVersion !== found.pkgVersion) {
    notes.push(`the registry has ${found.formula} ${found.pkgVersion} as ${pkgVersion}`);
  } else if (origin.kind === 'registry' && reference !== formatReference({ pkgVersion, rebuild })) {
    notes.push(`the registry has ${formatReference({ pkgVersion, rebuild })} as ${reference}`);
  }
  const name = { formula: found.builtAs, pkgVersion, bottleTag: entry.bottleTag, rebuild };
  const sources = [...new Set([...found.sources, 'registry' as const])];
  return {
    adopted: {
      ...found,
      ...parsePkgVersion(pkgVersion),
      pkgVersion,
      rebuild,
      bottleTag: entry.bottleTag,
      fileName: bottleFileName(name),
      origin:
        origin.kind === 'registry'
          ? { kind: 'registry', rootUrl: place.rootUrl, root: place.root, repository, reference }
          : origin,
      sources,
    },
    notes,
  };
}
