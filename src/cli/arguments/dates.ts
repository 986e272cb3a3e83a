import { UsageError } from '../../core/errors.ts';

/**
 * Reads the date of an option: a day (`2023-09-28`, meaning its start in UTC) or a time with a zone. Returns ISO 8601 in UTC.
 * Throws {@link UsageError}.
 */
export function parseDate(text: string, option: '--before' | '--since'): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime =
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const ms =
    isDay || isTime ? Date.parse(isDay ? `${text}T00:00:00Z` : text.replace(' ', 'T')) : Number.NaN;
  const rolledOver = isDay && !Number.isNaN(ms) && !new Date(ms).toISOString().startsWith(text);
  if (Number.isNaN(ms) || rolledOver) {
    throw new UsageError(`${option} ${text} is not a date`, {
      hint: 'Use a date such as 2023-09-28 or 2023-09-28T12:00:00Z.',
    });
  }
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
