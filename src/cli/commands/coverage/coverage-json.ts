import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import type { CoverageOutput } from '../../../output/coverage/coverage-output.ts';
import { toOriginJson } from '../history/origin-views.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';

/** What is known about a tap for a target. */
interface CountedTap {
  readonly tap: string;
  readonly origin: HistoryOrigin;
  readonly coverage: Coverage;
  /** Names similar to a filter that matches none. */
  readonly suggestions: readonly string[];
}

/**
 * Returns what a target gets as plain data for JSON, with formulae in the order of their names. It has dates only: commits and
 * checksums would take several times as long.
 */
export function toCoverageJson({ tap, origin, coverage, suggestions }: CountedTap): CoverageOutput {
  const { target, pours, ever, months, rows, unknown } = coverage;
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
      introducedBy: { commit: null, date: row.introduced },
      droppedBy:
        row.stopped === undefined ? null : { commit: null, date: row.stopped, pkgVersion: null },
      isUnsure: row.isUnsure,
    })),
    unknown,
    suggestions,
  };
}
