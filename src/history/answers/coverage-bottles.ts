import { giveWay } from '../../core/give-way.ts';
import type { BottleSpan, LatestBottle } from '../state/bottle-span.ts';
import type { Coverage, CoverageRow } from './plan-coverage.ts';

/** A row with all that is known of its bottle. */
export interface BottleCoverageRow extends CoverageRow {
  readonly span: BottleSpan;
}

/** What a target gets of a tap, with all that is known of each bottle. */
export interface BottleCoverage extends Coverage {
  readonly rows: readonly BottleCoverageRow[];
}

/** Gives all that is known of the last bottle of a formula that a row names; undefined where the two do not agree. */
export type FindBottle = (name: string, last: LatestBottle) => Promise<BottleSpan | undefined>;

/** Finds the bottle of every row, and lets the event loop take its turns. Throws an internal error where one is not as the row has it. */
export async function findCoverageBottles(
  coverage: Coverage,
  findBottle: FindBottle,
  signal?: AbortSignal,
): Promise<BottleCoverage> {
  const rows: BottleCoverageRow[] = [];
  for (const row of coverage.rows) {
    await giveWay(signal);
    const span = await findBottle(row.name, row.last);
    if (span === undefined) {
      throw new Error(`Internal error: the last ${row.bottleTag} bottle of ${row.name} is lost`);
    }
    rows.push({ ...row, span });
  }
  return { ...coverage, rows };
}
