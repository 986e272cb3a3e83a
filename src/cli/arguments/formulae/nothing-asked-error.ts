import { UsageError } from '../../../core/errors.ts';
import type { SkippedOutput } from '../../../output/parts/error-output.ts';

/** Files were named that ask for no formula; everything that they ask for instead is skipped. */
export class NothingAskedError extends UsageError {
  readonly skipped: readonly SkippedOutput[];

  constructor(sources: readonly string[], skipped: readonly SkippedOutput[]) {
    const isConditional = skipped.some(({ code }) => code !== 'not-a-formula');
    const where = isConditional ? ' for this target' : '';
    const names = sources.length === 1 ? 'names' : 'name';
    super(`${sources.join(' and ')} ${names} no formula${where}`, {
      hint: 'Name formulae on the command line or in the file: one a line, in a Brewfile as brew "vim".',
    });
    this.skipped = skipped;
  }
}
