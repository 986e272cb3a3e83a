import type { BottleSpan } from '../../core/bottle-span.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { Atlas } from '../../formula/atlas/atlas.ts';
import { SpanChooser } from '../../plan/bottle-spans.ts';
import { nearestFirst, type NearBottle } from '../../plan/nearest-bottles.ts';
import type { HistorySource, TargetAnswer } from './history-source.ts';

/** Asks an atlas: the same answers as a walk, without one. The caller closes the atlas. */
export function createAtlasHistory(atlas: Atlas, tap: string, description: string): HistorySource {
  return {
    description,
    tap,
    ask: async (formula, targets, { exactOnly }) => {
      const found = atlas.formula(formula);
      if (found === undefined) return { status: 'unknown', suggestions: atlas.suggest(formula) };
      return {
        status: 'known',
        formula: found.name,
        answers: targets.map((target) => answer(found.spans, target, exactOnly)),
      };
    },
  };
}

function answer(spans: readonly BottleSpan[], target: Target, exactOnly: boolean): TargetAnswer {
  const choice = new SpanChooser(target, { exactOnly }).choose(spans);
  if (choice === undefined) return { status: 'none', nearest: listNearest(spans, target) };
  const { offer: span, how } = choice;
  const { dropped } = span;
  return {
    status: 'found',
    bottle: {
      entry: span,
      how,
      introduced: { ...span.introduced, blob: undefined },
      dropped:
        dropped === undefined
          ? undefined
          : {
              commit: dropped.commit,
              pkgVersion:
                dropped.version === undefined
                  ? undefined
                  : formatPkgVersion({ version: dropped.version, revision: dropped.revision }),
            },
      unsure: span.unsure,
    },
  };
}

/** The newest bottle of each tag, nearest tag first. */
function listNearest(spans: readonly BottleSpan[], target: Target): readonly NearBottle[] {
  const newest = new Map<string, NearBottle>();
  for (const { tag, introduced } of spans) {
    if (newest.has(tag)) continue;
    newest.set(tag, {
      bottleTag: tag,
      pkgVersion: formatPkgVersion(introduced),
      date: introduced.commit.date,
    });
  }
  return nearestFirst([...newest.values()], target).slice(0, 3);
}
