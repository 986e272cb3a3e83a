import type { Digest } from '../../core/digest.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import { repositoryOf } from '../../registry/address.ts';
import { formatReference, referenceAlternatives } from '../../registry/reference.ts';
import type { BottleOrigin, FoundBottle, RegistryPlace } from '../resolve/resolution.ts';

/** A place where the index of a bottle may be. */
export interface Attempt {
  readonly place: RegistryPlace;
  readonly repository: string;
  readonly reference: string;
  /** The index that a lock names, instead of the reference. */
  readonly pinned?: Digest;
}

/** Lists the folders of a registry where a bottle may be, the likeliest first. */
export function listPlaces({
  rootUrl,
  root,
  second,
}: Extract<BottleOrigin, { kind: 'registry' }>): readonly RegistryPlace[] {
  return [{ rootUrl, root }, ...(second === undefined ? [] : [second])];
}

/**
 * Lists where a bottle may be, the likeliest first: in each place, under the name it was built by and today's name, with each
 * reading of the version by Homebrew's rules over the years, in each spelling that references had. An index that a lock pins
 * is asked for by its digest alone: the reference may have moved since.
 */
export function listCandidatePlaces(found: FoundBottle): readonly Attempt[] {
  const { origin, version, revision, rebuild, otherVersions, builtAs, formula } = found;
  const { pinnedIndex: pinned } = found;
  if (origin.kind !== 'registry') return [];
  const names = [...new Set([builtAs, formula])];
  if (pinned !== undefined) {
    const { reference, root } = origin;
    const place = { rootUrl: origin.rootUrl, root };
    return names.map((name) => ({
      place,
      repository: repositoryOf(root, name),
      reference,
      pinned,
    }));
  }
  const attempts = listPlaces(origin).flatMap((place) =>
    names.flatMap((name) =>
      [version, ...otherVersions].flatMap((reading) => {
        const pkgVersion = formatPkgVersion({ version: reading, revision });
        return referenceAlternatives(formatReference({ pkgVersion, rebuild })).map((reference) => ({
          place,
          repository: repositoryOf(place.root, name),
          reference,
        }));
      }),
    ),
  );
  const unique = new Map(
    attempts.map((attempt) => [`${attempt.repository}:${attempt.reference}`, attempt]),
  );
  return [...unique.values()];
}
