import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { oneLine } from '../../render/harmless.ts';

const HEAD = [
  'formula',
  'status',
  'pkg_version',
  'rebuild',
  'bottle_tag',
  'match',
  'introduced',
  'stopped',
  'unsure',
  'source',
  'as_of',
  'searched_from',
];

/** Formats what a target gets as comma-separated values with a header line: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
export function renderCoverageCsv({ rows }: Coverage, origin: HistoryOrigin): string {
  const { kind, head = '', begins = '' } = origin;
  const lines = rows.map((row) => [
    row.name,
    row.status,
    row.pkgVersion,
    String(row.rebuild),
    row.bottleTag,
    row.match,
    row.introduced,
    row.stopped ?? '',
    String(row.isUnsure),
    kind,
    head,
    begins,
  ]);
  return [HEAD, ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

/**
 * Puts an apostrophe before a cell that a spreadsheet would take for one of its formulas; no column holds negative numbers
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function quote(text: string): string {
  const shown = oneLine(text);
  const value = /^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
