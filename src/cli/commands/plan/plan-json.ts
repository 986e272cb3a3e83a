import {
  commitOf,
  listMissing,
  type ClosureItem,
  type ClosurePlan,
} from '../../../closure/closure-plan.ts';
import type { BrewOutput } from '../../../output/plan/brew-output.ts';
import type { PlanItemOutput, TargetPlanOutput } from '../../../output/plan/plan-output.ts';
import { toIntroducedJson, toTargetJson } from '../resolve/resolution-json.ts';

/** Returns a plan, with the Homebrew that its target gets, as plain data for JSON. */
export function toPlanJson(plan: ClosurePlan, brew?: BrewOutput): TargetPlanOutput {
  const { target, mode, commits, items, cycles, exceptions } = plan;
  const commit = commitOf(plan);
  return {
    target: toTargetJson(target),
    closure: mode,
    at: commit === undefined ? null : { commit: commit.oid, date: commit.date },
    commits: commits.map(({ tap, oid, date }) => ({ tap, commit: oid, date })),
    missing: listMissing(plan),
    items: items.map(toItemJson),
    cycles,
    exceptions: exceptions.map(({ formula = null, ...exception }) => ({ formula, ...exception })),
    ...(brew === undefined ? {} : { brew }),
  };
}

function toItemJson({ found, isRequested, dependencies, sizeBytes }: ClosureItem): PlanItemOutput {
  return {
    formula: found.builtAs,
    ...(found.formula === found.builtAs ? {} : { formulaNow: found.formula }),
    tap: found.tap,
    pkgVersion: found.pkgVersion,
    rebuild: found.rebuild,
    bottleTag: found.bottleTag,
    match: found.match,
    sha256: found.sha256,
    fileName: found.fileName,
    sizeBytes: sizeBytes ?? null,
    introducedBy: toIntroducedJson(found.introducedBy),
    isRequested,
    dependencies,
  };
}
