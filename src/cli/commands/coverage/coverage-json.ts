import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { toOriginJson } from '../history/origin-views.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';

/** Writes what a target gets for programs, formulae in the order of names. */
export function toCoverageJson(
  tap: string,
  origin: HistoryOrigin,
  { target, pours, ever, months, rows, unknown }: Coverage,
): object {
  return {
    target: toTargetJson(target),
    tap,
    ...toOriginJson(origin),
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
