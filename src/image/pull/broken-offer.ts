import { RegistryResponseError } from '../../core/errors.ts';
import { formatPlatform, rankPlatform } from '../image-platform.ts';
import type { Platform } from '../../registry/platform.ts';
import type { BrokenEntry } from '../../registry/documents/document-schema.ts';
import { namedPlatform, type ImageOffer } from './image-offers.ts';

/**
 * Returns the error for an unreadable entry that may be the wanted image instead of `taken`, since it is then unknown what
 * there is for the platform. Undefined if there is no such entry. `name` is the image's.
 */
export function brokenOffer(
  name: string,
  broken: readonly BrokenEntry[],
  { wanted, taken }: { readonly wanted: Platform; readonly taken?: ImageOffer | undefined },
): RegistryResponseError | undefined {
  const best = rankPlatform(taken?.platform, wanted) ?? Infinity;
  const found = broken.find((entry) => {
    const platform = namedPlatform(entry.platform);
    if (platform === undefined) return taken === undefined;
    return (rankPlatform(platform, wanted) ?? Infinity) < best;
  });
  if (found === undefined) return undefined;
  const platform = namedPlatform(found.platform);
  const whose =
    platform === undefined
      ? `may be for ${formatPlatform(wanted)}`
      : `is for ${formatPlatform(platform)}`;
  return new RegistryResponseError(
    `an entry of the index of ${name} ${whose} and cannot be read, ${found.where}: ${found.reason}`,
    { hint: 'Another registry, or another tag, may have an intact one: brewpull image list NAME.' },
  );
}
