import { RegistryResponseError } from '../../core/errors.ts';
import { formatPlatform, rankPlatform, type ImagePlatform } from '../image-platform.ts';
import type { BrokenEntry } from '../../registry/documents/document-schema.ts';
import { namedPlatform, type ImageOffer } from './image-offers.ts';

/**
 * Gives the error for an entry that cannot be read and may be the image that is wanted, rather than `taken`: what there is for a
 * platform is not known then. Undefined where there is none. `name` is the image's.
 */
export function brokenOffer(
  name: string,
  broken: readonly BrokenEntry[],
  { wanted, taken }: { readonly wanted: ImagePlatform; readonly taken?: ImageOffer | undefined },
): RegistryResponseError | undefined {
  const best = rankOf(taken?.platform, wanted) ?? Infinity;
  const found = broken.find((entry) => {
    const platform = namedPlatform(entry.platform);
    if (platform === undefined) return taken === undefined;
    return (rankOf(platform, wanted) ?? Infinity) < best;
  });
  if (found === undefined) return undefined;
  const platform = namedPlatform(found.platform);
  const whose =
    platform === undefined
      ? `may be for ${formatPlatform(wanted)}`
      : `is for ${formatPlatform(platform)}`;
  return new RegistryResponseError(
    `an entry of the index of ${name} ${whose} and cannot be read, ${found.where}: ${found.reason}`,
    undefined,
    { hint: 'Another registry may have it whole, or another tag: brewpull image list NAME.' },
  );
}

function rankOf(platform: ImagePlatform | undefined, wanted: ImagePlatform): number | undefined {
  return platform === undefined ? undefined : rankPlatform(platform, wanted);
}
