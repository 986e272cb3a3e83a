import { HistoryError } from '../../core/errors.ts';
import type { Repository } from '../../git/repository.ts';

/** Creates the error for a copy that was cut off and knows nothing older, so that nothing is guessed. */
export function historyBegins({ path }: Repository, date: string | undefined): HistoryError {
  const when = date === undefined ? 'at an unknown date' : `on ${date.slice(0, 10)}`;
  return new HistoryError(
    `the history in ${path} begins ${when}, and the answer lies before that`,
    {
      hint: 'Run brewpull sync without --since to fetch all of it, or use --history registry.',
    },
  );
}
