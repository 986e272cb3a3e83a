import { parseBottleTag } from '../core/bottle-tag.ts';
import { compareReleases } from '../core/macos.ts';
import { formatPkgVersion } from '../core/pkg-version.ts';
import type { Target } from '../core/target.ts';
import type { PresentState } from './pairing.ts';

/** A bottle that a formula did offer, though for another target. */
export interface NearBottle {
  readonly bottleTag: string;
  readonly pkgVersion: string;
  /** When it was introduced, as {@link PresentState} dates it; undefined when only the registry was asked. */
  readonly date: string | undefined;
}

interface Run {
  readonly checksum: string;
  bottle: NearBottle;
  isOpen: boolean;
}

/**
 * Remembers the last bottle of every tag while states pass newest first, each paired with the version that introduced
 * it, so that a target without a bottle can be told what there is.
 */
export class NearestBottles {
  readonly #runs = new Map<string, Run>();

  /** Takes the next older readable state. */
  feed(state: PresentState): void {
    const shown = new Map(
      (state.formula.bottle?.entries ?? []).map(({ tag, checksum }) => [tag, checksum]),
    );
    for (const [tag, run] of this.#runs) {
      if (!run.isOpen) continue;
      if (shown.get(tag) === run.checksum) run.bottle = toBottle(tag, state);
      else run.isOpen = false;
    }
    for (const [tag, checksum] of shown) {
      if (!this.#runs.has(tag)) {
        this.#runs.set(tag, { checksum, bottle: toBottle(tag, state), isOpen: true });
      }
    }
  }

  /** Lists what comes nearest to the target: the same architecture first, then the closest macOS. */
  list(target: Target, limit = 3): readonly NearBottle[] {
    return nearestFirst(
      [...this.#runs.values()].map(({ bottle }) => bottle),
      target,
    ).slice(0, limit);
  }
}

/** Orders bottles by how near their tag is to the target; the order of equals is kept. */
export function nearestFirst(
  bottles: readonly NearBottle[],
  target: Target,
): readonly NearBottle[] {
  return [...bottles].toSorted(
    (a, b) => distance(a.bottleTag, target) - distance(b.bottleTag, target),
  );
}

/** Another architecture is farther than any macOS; another system farther still. */
function distance(name: string, target: Target): number {
  const tag = parseBottleTag(name);
  if (tag === undefined || tag.kind === 'all' || tag.kind !== target.system) return 10_000;
  const otherArch = tag.arch === target.arch ? 0 : 1000;
  if (tag.kind !== 'macos' || target.system !== 'macos') return otherArch;
  return otherArch + Math.abs(compareReleases(tag.release, target.release));
}

function toBottle(bottleTag: string, { commit, formula }: PresentState): NearBottle {
  return { bottleTag, pkgVersion: formatPkgVersion(formula), date: commit.date };
}
