import { basename } from 'node:path';

import type { ContentsItem, ContentsTarget } from '../../../bundle/file/contents-schema.ts';
import { SIGNATURE_FILES, TAR_ROOT } from '../../../bundle/file/layout.ts';
import type { BundleReader } from '../../../bundle/file/open-bundle.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { ARCHIVE_PATH, type BundleFileSite } from '../bundle-file-site.ts';
import { formatReference } from '../../../registry/reference.ts';
import {
  inOrder,
  type ServedStock,
  type StockBottle,
  type StockFile,
  type StockTarget,
} from './served-stock.ts';

/** Files that someone looks at before fetching the whole bundle. */
const SHOWN_FILES = ['README.txt', 'install.sh', 'SHA256SUMS', ...SIGNATURE_FILES];

/** Describes what a bundle has; `coreTaps` are the bottle tags that have a homebrew-core. */
export function bundleStock(
  reader: BundleReader,
  { sums, sumsSha256, archive }: BundleFileSite,
  coreTaps: ReadonlySet<string>,
): ServedStock {
  const { targets, update } = reader.contents;
  const files = SHOWN_FILES.flatMap((path): readonly StockFile[] => {
    const sha256 = sums.get(path);
    return sha256 === undefined ? [] : [{ path, sizeBytes: reader.sizeOf(path), sha256 }];
  });
  return {
    kind: 'bundle',
    bottles: targets.reduce((total, { items }) => total + items.length, 0),
    targets: targets.map((target) => toStock(target, coreTaps)),
    files,
    archive: {
      path: ARCHIVE_PATH,
      sizeBytes: archive.sizeBytes,
      folder: TAR_ROOT,
      signatures: SIGNATURE_FILES.filter((name) => sums.has(name)),
      updateOf: update?.of,
    },
    sumsSha256,
    listPath: undefined,
  };
}

function toStock(
  {
    bottleTag,
    system,
    macos,
    arch,
    label,
    items,
    brew,
    missing = [],
    leftOut = [],
  }: ContentsTarget,
  coreTaps: ReadonlySet<string>,
): StockTarget {
  return {
    bottleTag,
    system,
    macos,
    arch,
    label,
    count: items.length,
    sizeBytes: items.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
    bottles: inOrder(items.map(toBottle)),
    hasCoreTap: coreTaps.has(bottleTag),
    brew: brew?.tag,
    missing: missing.map(({ formula, neededBy }) => `${formula}, needed by ${neededBy.join(', ')}`),
    leftOut: leftOut.length,
  };
}

function toBottle(item: ContentsItem): StockBottle {
  const { isRequested, sizeBytes, sha256, files } = item;
  return {
    formula: keyOf(item),
    version: formatReference(item),
    isRequested,
    name: basename(files.bottle),
    file: { path: files.bottle, sizeBytes, sha256 },
  };
}
