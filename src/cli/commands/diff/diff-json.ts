import type { BottleChange, StockDiff, TargetDiff } from '../../../mirror/diff/plan-diff.ts';
import { findTargetOfTag } from '../../../core/target.ts';
import type {
  DiffChangeOutput,
  DiffOutput,
  DiffSideOutput,
  DiffTargetOutput,
  DiffBottleOutput,
  DiffBrewOutput,
} from '../../../output/diff/diff-output.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import type { HeldBrew, Holding, Stock } from '../../../mirror/diff/stock.ts';

/** Two stocks and what differs between them. */
export interface Compared {
  readonly before: Stock;
  readonly after: Stock;
  readonly diff: StockDiff;
}

/** Returns a comparison as plain data for JSON. */
export function toDiffJson({ before, after, diff }: Compared): DiffOutput {
  const { isDifferent, travelFiles, travelBytes, targets } = diff;
  return {
    isDifferent,
    old: toSideJson(before),
    new: toSideJson(after),
    travelFiles,
    travelBytes,
    targets: targets.map(toTargetDiffJson),
  };
}

function toSideJson({ path, kind, targets, leftOut }: Stock): DiffSideOutput {
  const bottles = targets.reduce((sum, { holdings }) => sum + holdings.length, 0);
  return { path, kind, bottles, leftOut };
}

function toTargetDiffJson(compared: TargetDiff): DiffTargetOutput {
  const { bottleTag, status, unchanged, sizeBytes, travelBytes, changes, brew, missing } = compared;
  const target = findTargetOfTag(bottleTag);
  return {
    target: target === undefined ? { bottleTag } : toTargetJson(target),
    status,
    unchanged,
    sizeBytes,
    travelBytes,
    changes: changes.map(toChangeJson),
    brew:
      brew === undefined
        ? null
        : { before: toBrewJson(brew.before), after: toBrewJson(brew.after) },
    missing: missing.map(({ formula, status: each, neededBy }) => ({
      formula,
      status: each,
      neededBy,
    })),
  };
}

function toChangeJson({ formula, change, before, after }: BottleChange): DiffChangeOutput {
  return { formula, change, before: toBottleJson(before), after: toBottleJson(after) };
}

function toBottleJson(holding: Holding | undefined): DiffBottleOutput | null {
  if (holding === undefined) return null;
  const { pkgVersion, rebuild, bottleTag, sha256 } = holding.bottle;
  return { pkgVersion, rebuild, bottleTag, sha256, sizeBytes: holding.sizeBytes };
}

function toBrewJson(brew: HeldBrew | undefined): DiffBrewOutput | null {
  if (brew === undefined) return null;
  const { tag, tree, ruby, files } = brew;
  return { tag, tree, ruby, files: files.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })) };
}
