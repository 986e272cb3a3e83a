import { bottleFileName } from '../../../core/bottle-name.ts';
import { digestOf, type Hex } from '../../../core/digest.ts';
import { keyOf } from '../../../core/formula-key.ts';
import type { MirrorBottle, MirrorContents, MirrorTarget } from '../../tree/file/mirror-schema.ts';
import { SUMS_FILE, treeBlobPath, treeCoreTapPath } from '../../tree/file/tree-layout.ts';
import type { SumsByPath } from '../../tree/file/tree-sums.ts';
import { formatReference } from '../../../registry/reference.ts';
import {
  inOrder,
  type ServedStock,
  type StockBottle,
  type StockFile,
  type StockTarget,
} from './served-stock.ts';

/** The page on which a mirror lists all its bottles, with a search field. */
const LIST_FILE = 'index.html';
/** At most this many bottles per system are on the page; a whole mirror has thousands. */
const MOST_BOTTLES = 100;

/** What is known about the files of a mirror. */
interface MirrorSums {
  readonly sums: Pick<SumsByPath, 'get' | 'has'>;
  /** The sum of the list of sums itself. */
  readonly ownSum: Hex;
  readonly sumsBytes: number;
}

/** Describes what a mirror has. */
export function mirrorStock(
  contents: MirrorContents,
  { sums, ownSum, sumsBytes }: MirrorSums,
): ServedStock {
  const files = ['README.txt', LIST_FILE].flatMap((path): readonly StockFile[] => {
    const sha256 = sums.get(path);
    return sha256 === undefined ? [] : [{ path, sizeBytes: null, sha256 }];
  });
  return {
    kind: 'mirror',
    bottles: contents.bottles.length,
    targets: contents.targets.map((target) => toStock(target, contents, sums)),
    files: [...files, { path: SUMS_FILE, sizeBytes: sumsBytes, sha256: ownSum }],
    archive: undefined,
    sumsSha256: ownSum,
    listPath: sums.has(LIST_FILE) ? LIST_FILE : undefined,
  };
}

function toStock(
  { bottleTag, system, macos, arch, label, requested, missing }: MirrorTarget,
  { bottles }: MirrorContents,
  sums: Pick<SumsByPath, 'has'>,
): StockTarget {
  const served = bottles.filter(({ targets }) => targets.includes(bottleTag));
  const asked = new Set(requested);
  return {
    bottleTag,
    system,
    macos,
    arch,
    label,
    count: served.length,
    sizeBytes: served.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
    bottles: inOrder(served.map((bottle) => toBottle(bottle, asked))).slice(0, MOST_BOTTLES),
    hasCoreTap: sums.has(treeCoreTapPath(bottleTag)),
    brew: undefined,
    missing: missing.map(({ formula, message }) => `${formula}: ${message}`),
    leftOut: 0,
  };
}

function toBottle(bottle: MirrorBottle, asked: ReadonlySet<string>): StockBottle {
  const { repository, sha256, sizeBytes } = bottle;
  const formula = keyOf(bottle);
  return {
    formula,
    version: formatReference(bottle),
    isRequested: asked.has(formula),
    file: { path: treeBlobPath(repository, digestOf(sha256)), sizeBytes, sha256 },
    name: bottleFileName(bottle),
  };
}
