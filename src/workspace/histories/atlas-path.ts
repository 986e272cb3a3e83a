import { join } from 'node:path';

import { hexOfBytes } from '../../core/digest.ts';

/** A clone of a tap, and the past moment for which it is asked. */
export interface AtlasPlace {
  readonly cacheDirectory: string;
  readonly tap: string;
  /** The path of the clone. */
  readonly repository: string;
  readonly before?: string | undefined;
  readonly at?: string | undefined;
}

/** Returns where the cache keeps the atlas of a clone: one file per clone, and one per past moment that was asked for. */
export function atlasPath(place: AtlasPlace): string {
  const { cacheDirectory, tap, repository, before, at } = place;
  const past = before === undefined && at === undefined ? [] : [before ?? '', at ?? ''];
  const key = hexOfBytes(JSON.stringify([repository, ...past]));
  return join(cacheDirectory, 'atlas', `${tap.replace('/', '-')}-${key.slice(0, 16)}.atlas`);
}
