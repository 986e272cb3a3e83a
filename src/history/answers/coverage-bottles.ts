import { giveWay } from '../../core/give-way.ts';
import type { BottleSpan, LatestBottle } from '../state/bottle-span.ts';
import type { Coverage, CoverageRow } from './plan-coverage.ts';

/** A row with everything known about its bottle. */
export interface BottleCoverageRow extends CoverageRow {
  readonly span: BottleSpan;
}

/** What a target gets from a tap, with everything known about each bottle. */
export interface BottleCoverage extends Coverage {
  readonly rows: readonly BottleCoverageRow[];
}

/** Finds everything known about a formula's last bottle that a row names; undefined if the two disagree. */
export type FindBottle = (name: string, last: LatestBottle) => Promise<BottleSpan | undefined>;

/** Finds the bottle of every row without holding up the event loop. Throws an internal error if one is not found. */
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
