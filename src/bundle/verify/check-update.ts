import type { BottleId } from '../../core/bottle-id.ts';
import type { Finding } from '../../core/finding.ts';
import { keyOf } from '../../core/formula-key.ts';
import type { BundleContents, ContentsTarget } from '../file/contents-schema.ts';

/** A bundle that is at hand beside an update. */
export interface AtHand {
  /** As the user named it. */
  readonly path: string;
  readonly contents: BundleContents;
}

/**
 * Compares an update with the bundles that it needs: each bottle that it leaves out must be in one of them for the same target,
 * with the same sha256 and size, so that together they are whole. Pure; the caller verifies the bundles themselves.
 */
export function* checkUpdate(update: BundleContents, atHand: readonly AtHand[]): Iterable<Finding> {
  for (const { bottleTag, leftOut = [] } of update.targets) {
    const targets = atHand.flatMap(({ path, contents }) =>
      contents.targets
        .filter((target) => target.bottleTag === bottleTag)
        .map((target) => ({ path, target })),
    );
    for (const bottle of leftOut) {
      const problem = problemOf(bottle, targets);
      if (problem === undefined) continue;
      const named = `${keyOf(bottle)} ${bottle.pkgVersion} for ${bottleTag}`;
      yield { ...problem, file: 'bundle.json', message: `${named} ${problem.message}` };
    }
  }
}

type Wanted = BottleId & { readonly sizeBytes: number };

interface NamedTarget {
  readonly path: string;
  readonly target: ContentsTarget;
}

function problemOf(
  bottle: Wanted,
  targets: readonly NamedTarget[],
): Pick<Finding, 'code' | 'message'> | undefined {
  for (const { path, target } of targets) {
    const found = target.items.find((item) => isSameVersion(item, bottle));
    if (found === undefined) continue;
    if (found.sha256 === bottle.sha256 && found.sizeBytes === bottle.sizeBytes) return undefined;
    return {
      code: 'disagreement',
      message: `has the sha256 ${found.sha256} in ${path}, and the update was made for ${bottle.sha256}`,
    };
  }
  const again = targets.find(({ target }) =>
    (target.leftOut ?? []).some((other) => other.sha256 === bottle.sha256),
  );
  const message =
    again === undefined
      ? 'is left out, and it is not in the bundles that were named with --with'
      : `is left out, and ${again.path} leaves it out as well: name the bundle that it updates with --with, too`;
  return { code: 'missing', message };
}

function isSameVersion(a: BottleId, b: BottleId): boolean {
  return (
    keyOf(a) === keyOf(b) &&
    a.pkgVersion === b.pkgVersion &&
    a.rebuild === b.rebuild &&
    a.bottleTag === b.bottleTag
  );
}
