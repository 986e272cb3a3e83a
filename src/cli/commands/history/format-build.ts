import type { HistoryRow } from '../../../history/answers/bottle-spans-table.ts';

/** Formats a build like its reference in a registry. */
export function formatBuild({
  pkgVersion,
  rebuild,
}: Pick<HistoryRow, 'pkgVersion' | 'rebuild'>): string {
  return rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
}
