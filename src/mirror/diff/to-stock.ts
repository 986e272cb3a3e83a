import type { BundleContents, ContentsBrew } from '../../bundle/file/contents-schema.ts';
import { bottleIdIn, type BottleId } from '../../core/bottle-id.ts';
import type { Lock, LockedBrew } from '../../lock/file/lock.ts';
import type { MirrorBottle, MirrorContents } from '../tree/file/mirror-schema.ts';
import type { HeldBrew, Holding, Stock, StockTarget } from './stock.ts';

/** Reads what a bundle has. An update counts as what there is after installing it: its own bottles and those it leaves out. */
export function stockOfBundle(path: string, { targets }: BundleContents): Stock {
  const held = targets.map(({ bottleTag, items, leftOut = [], brew, missing = [] }) => ({
    bottleTag,
    holdings: [...items, ...leftOut].map(toHolding),
    brew: brew && toBrew(brew),
    missing,
  }));
  const leftOut = targets.reduce((sum, target) => sum + (target.leftOut?.length ?? 0), 0);
  return { path, kind: 'bundle', targets: held, files: listFiles(held), leftOut };
}

/** Reads what a lock names. */
export function stockOfLock(path: string, lock: Lock): Stock {
  const targets = lock.targets.map(({ bottleTag, bottles, brew }) => ({
    bottleTag,
    // By the name in the file, as in bundles and mirrors.
    holdings: bottles.map((bottle) => toHolding({ ...bottle, formula: bottle.nameThen })),
    brew: brew && toLockedBrew(brew),
    missing: [],
  }));
  return { path, kind: 'lock', targets, files: listFiles(targets), leftOut: 0 };
}

/** Reads what a mirror has. Bottles that no target gets any more are still there, and need not travel. */
export function stockOfMirror(path: string, { targets, bottles }: MirrorContents): Stock {
  const held = new Map(targets.map(({ bottleTag }): [string, Holding[]] => [bottleTag, []]));
  for (const bottle of bottles) {
    const holding = toHolding(bottle);
    for (const tag of bottle.targets) held.get(tag)?.push(holding);
  }
  return {
    path,
    kind: 'mirror',
    targets: targets.map(({ bottleTag, missing }) => ({
      bottleTag,
      holdings: held.get(bottleTag) ?? [],
      brew: undefined,
      missing: missing.map(({ formula, neededBy }) => ({ formula, neededBy })),
    })),
    files: new Set(bottles.map(({ sha256 }: MirrorBottle) => sha256)),
    leftOut: 0,
  };
}

function toHolding(bottle: BottleId & { readonly sizeBytes: number }): Holding {
  return { bottle: bottleIdIn(bottle), sizeBytes: bottle.sizeBytes };
}

function toBrew({ tag, tree, ruby, source }: ContentsBrew): HeldBrew {
  return { tag, tree, ruby: ruby.version, files: [source, ruby] };
}

function toLockedBrew({ tag, tree, ruby, sha256, sizeBytes }: LockedBrew): HeldBrew {
  return { tag, tree, ruby: ruby.version, files: [{ sha256, sizeBytes }, ruby] };
}

function listFiles(targets: readonly StockTarget[]): Stock['files'] {
  return new Set(
    targets.flatMap(({ holdings, brew }) => [
      ...holdings.map(({ bottle }) => bottle.sha256),
      ...(brew?.files ?? []).map(({ sha256 }) => sha256),
    ]),
  );
}
