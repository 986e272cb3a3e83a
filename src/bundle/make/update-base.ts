import { bottleIdIn, type BottleId } from '../../core/bottle-id.ts';
import { hexOfBytes, type Hex } from '../../core/digest.ts';
import type { EventSink } from '../../core/events.ts';
import type { BundleContents, ContentsTarget } from '../file/contents-schema.ts';
import { openSoundBundle } from '../verify/open-sound-bundle.ts';

/** A bundle that another one updates, and what a machine has after installing it. */
export interface UpdateBase {
  /** Absolute. */
  readonly path: string;
  /** The sha256 of its `SHA256SUMS`. */
  readonly sumsSha256: Hex;
  /** Sizes of its bottles by {@link heldKey}, for each target by its bottle tag. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Bottle tags of the targets for which it brings Homebrew itself. */
  readonly brews: ReadonlySet<string>;
}

/**
 * Opens the bundle to be updated, checks every file in it as `brewpull verify` does, and closes it. What it leaves out itself, as
 * an update of a third one, counts as held: it was needed before. Throws `InvalidFileError` for a bundle that is not sound, and
 * `UsageError` for a path that cannot be read.
 */
export async function readUpdateBase(path: string, onEvent: EventSink): Promise<UpdateBase> {
  const reader = await openSoundBundle(path, onEvent);
  try {
    const sumsSha256 = hexOfBytes(await reader.read('SHA256SUMS'));
    return { path, sumsSha256, ...heldIn(reader.contents) };
  } finally {
    await reader.close();
  }
}

/** Names a bottle by everything that tells it from others. */
export function heldKey(bottle: BottleId): string {
  return Object.values(bottleIdIn(bottle)).join(' ');
}

function heldIn({ targets }: BundleContents): Pick<UpdateBase, 'held' | 'brews'> {
  const withBrew = targets.filter(({ brew }) => brew !== undefined);
  return {
    held: new Map(targets.map((target) => [target.bottleTag, new Map(listHeld(target))])),
    brews: new Set(withBrew.map(({ bottleTag }) => bottleTag)),
  };
}

function listHeld({ items, leftOut = [] }: ContentsTarget): readonly (readonly [string, number])[] {
  return [...leftOut, ...items].map((each) => [heldKey(each), each.sizeBytes]);
}
