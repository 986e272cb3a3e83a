import { hexOfBytes } from '../../../src/core/digest.ts';
import type {
  ServedStock,
  StockBottle,
  StockTarget,
} from '../../../src/mirror/serve/page/served-stock.ts';

/** Describes one bottle that a server has. */
export function makeStockBottle(facts: Partial<StockBottle> = {}): StockBottle {
  return {
    formula: 'vim',
    version: '9.0',
    isRequested: true,
    name: 'vim--9.0.big_sur.bottle.tar.gz',
    file: { path: 'bottles/vim', sizeBytes: 13_400_000, sha256: hexOfBytes('vim') },
    ...facts,
  };
}

/** Describes what a server has for Big Sur. */
export function makeStockTarget(facts: Partial<StockTarget> = {}): StockTarget {
  const bottles = facts.bottles ?? [makeStockBottle()];
  return {
    bottleTag: 'big_sur',
    system: 'macos',
    macos: '11',
    arch: 'x86_64',
    label: 'macOS 11 Big Sur on Intel (big_sur)',
    count: bottles.length,
    sizeBytes: 13_400_000,
    bottles,
    hasCoreTap: true,
    brew: undefined,
    missing: [],
    leftOut: 0,
    ...facts,
  };
}

/** Describes what a server has: by default a bundle with one bottle. */
export function makeStock(facts: Partial<ServedStock> = {}): ServedStock {
  return {
    kind: 'bundle',
    bottles: 1,
    targets: [makeStockTarget()],
    files: [{ path: 'install.sh', sizeBytes: 60_000, sha256: hexOfBytes('install.sh') }],
    archive: {
      path: 'brewpull-bundle.tar',
      sizeBytes: 14_000_000,
      folder: 'brewpull-bundle',
      signatures: [],
      updateOf: undefined,
    },
    sumsSha256: hexOfBytes('SHA256SUMS'),
    listPath: undefined,
    ...facts,
  };
}
