import { UsageError } from '../../../core/errors.ts';
import type { SkippedOutput } from '../../../output/parts/error-output.ts';

/** The files that were named ask for no formula; everything else that they ask for is skipped. */
export class NothingAskedError extends UsageError {
  readonly skipped: readonly SkippedOutput[];

  constructor(sources: readonly string[], skipped: readonly SkippedOutput[]) {
    const isConditional = skipped.some(({ code }) => code !== 'not-a-formula');
    const where = isConditional ? ' for this target' : '';
    const names = sources.length === 1 ? 'names' : 'name';
    super(`${sources.join(' and ')} ${names} no formula${where}`, {
      hint: 'Name formulae on the command line or in the file: one per line, in a Brewfile as brew "vim".',
    });
    this.skipped = skipped;
  }
}
