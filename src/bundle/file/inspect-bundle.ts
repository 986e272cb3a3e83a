import { bottleIdIn, type BottleId } from '../../core/bottle-id.ts';
import type {
  BundleContents,
  ContentsBrew,
  ContentsItem,
  ContentsTarget,
} from './contents-schema.ts';
import type { Hex } from '../../core/digest.ts';
import type { LeftOutBottle } from './gathered-bundle.ts';
import type { BundleReader } from './open-bundle.ts';

/** What is inside a bundle, for people or as JSON. */
export interface BundleSummary {
  readonly path: string;
  readonly kind: 'folder' | 'tar';
  readonly generator: BundleContents['generator'];
  readonly files: number;
  /** The size of all files. */
  readonly sizeBytes: number;
  readonly hasLock: boolean;
  /** The sha256 of `SHA256SUMS` of the bundle that it updates; null for a whole bundle. */
  readonly updateOf: Hex | null;
  readonly receipts: number;
  readonly targets: readonly TargetSummary[];
}

/** One machine of a {@link BundleSummary}. */
interface TargetSummary {
  readonly bottleTag: string;
  readonly label: string;
  /** The size of the bottles. */
  readonly sizeBytes: number;
  /** In installation order. */
  readonly items: readonly ItemSummary[];
  /** Homebrew itself; null if the bundle does not bring it. */
  readonly brew: ContentsBrew | null;
  /** What the bottles need and the bundle does not have. */
  readonly missing: NonNullable<ContentsTarget['missing']>;
  /** What the bundle that it updates has. */
  readonly leftOut: readonly LeftOutBottle[];
}

/** One bottle of a {@link BundleSummary}. */
interface ItemSummary extends BottleId, Pick<ContentsItem, 'sizeBytes'> {
  readonly isRequested: boolean;
  readonly dependencies: readonly string[];
  readonly file: string;
  readonly hasSidecar: boolean;
  readonly hasAttestations: boolean;
}

/** Lists what a bundle says is inside. Checks nothing. */
export function inspectBundle(reader: BundleReader): BundleSummary {
  const { contents, names } = reader;
  return {
    path: reader.path,
    kind: reader.kind,
    generator: contents.generator,
    files: names.length,
    sizeBytes: names.reduce((total, name) => total + reader.sizeOf(name), 0),
    hasLock: contents.lock !== null,
    receipts: contents.receipts.length,
    updateOf: contents.update?.of ?? null,
    targets: contents.targets.map(
      ({ bottleTag, label, items, brew = null, missing = [], leftOut = [] }) => ({
        bottleTag,
        label,
        sizeBytes: items.reduce((total, item) => total + item.sizeBytes, 0),
        items: items.map((item) => ({
          ...bottleIdIn(item),
          sizeBytes: item.sizeBytes,
          isRequested: item.isRequested,
          dependencies: item.dependencies,
          file: item.files.bottle,
          hasSidecar: item.files.sidecar !== null,
          hasAttestations: item.files.attestations !== null,
        })),
        brew,
        missing,
        leftOut: leftOut.map((bottle) => ({
          ...bottleIdIn(bottle),
          sizeBytes: bottle.sizeBytes,
          isRequested: bottle.isRequested,
          neededBy: bottle.neededBy,
        })),
      }),
    ),
  };
}
