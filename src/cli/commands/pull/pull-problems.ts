import { unreachable } from '../../../core/unreachable.ts';
import type { PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { renderError } from '../../render/error.ts';
import { problemOf } from '../resolve/resolution-problems.ts';

/** Reports on standard error, for each bottle that was not pulled, what is wrong, why, and what to do. */
export function reportPullProblems(outcomes: readonly PullOutcome[], session: Session): void {
  for (const outcome of outcomes) {
    const error = pullProblemOf(outcome);
    if (error === undefined) continue;
    const { debug } = session.verbosity;
    session.progress.sayLines(renderError(error, session.errorStyle, { debug }));
  }
}

/** Returns the exit code of a batch of pulls. */
export function exitCodeOfPulls(outcomes: readonly PullOutcome[]): number {
  return batchExitCode(
    outcomes.map((outcome) => {
      const error = pullProblemOf(outcome);
      return error === undefined ? EXIT.done : exitCodeOf(error.code);
    }),
  );
}

function pullProblemOf(outcome: PullOutcome): ReturnType<typeof problemOf> {
  switch (outcome.status) {
    case 'pulled':
    case 'cached':
    case 'planned':
    case 'prebuilt':
      return undefined;
    case 'failed':
      return outcome.error;
    case 'no-bottle':
    case 'not-a-formula':
      return problemOf(outcome);
    default:
      return unreachable(outcome);
  }
}
