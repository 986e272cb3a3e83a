import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';

/** Writes what a target gets for programs, formulae in the order of names. */
export function toCoverageJson(
  source: { readonly tap: string; readonly head: string; readonly begins: string | undefined },
  { target, pours, ever, months, rows, unknown }: Coverage,
): object {
  return {
    target: toTargetJson(target),
    tap: source.tap,
    head: source.head,
    searchedFrom: source.begins ?? null,
    pours,
    ever,
    months,
    formulae: rows.map((row) => ({
      formula: row.name,
      status: row.status,
      pkgVersion: row.pkgVersion,
      rebuild: row.rebuild,
      bottleTag: row.bottleTag,
      match: row.match,
      introduced: row.introduced,
      stopped: row.stopped ?? null,
      isUnsure: row.isUnsure,
    })),
    unknown,
  };
}
