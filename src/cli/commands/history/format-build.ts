import type { HistoryRow } from '../../../history/answers/bottle-spans-table.ts';

/** Writes a build as its reference in a registry is written. */
export function formatBuild({
  pkgVersion,
  rebuild,
}: Pick<HistoryRow, 'pkgVersion' | 'rebuild'>): string {
  return rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
}
