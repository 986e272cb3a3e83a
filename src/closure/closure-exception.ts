import type { BrewpullError, ErrorCode } from '../core/errors.ts';

/** Something a person should know about a plan, also as data: codes and facts are only ever added. */
export type ClosureException = ExceptionData & {
  /** The formula it is about, as `keyOf` names it; undefined if it is about the whole plan. */
  readonly formula: string | undefined;
  readonly message: string;
};

/** What each code means. */
export type ExceptionData =
  /** No commit has all of `formulae` (`none`), or the history of `tap` is not at hand (`no-history`). */
  | Coded<
      'not-one-commit',
      { cause: 'none' | 'no-history'; tap: string | null; formulae: readonly string[] }
    >
  /** This version was asked for, whatever the others are. */
  | Coded<'version-asked', { pkgVersion: string }>
  /** Only running Ruby would tell whether it needs `dependency`, which is included. */
  | Coded<'perhaps-needed', { dependency: string }>
  /** The registry could not confirm it. */
  | Coded<'unconfirmed', { error: ErrorCode }>
  /** It is needed, but not in the plan. */
  | Coded<'left-out', { error: ErrorCode }>
  /** It is needed, but the Mac has it already. */
  | Coded<'installed', { pkgVersion: string }>
  /** `neededBy` was built against another version than the one in the plan. */
  | Coded<'other-version', { neededBy: string; builtAgainst: string; pkgVersion: string }>
  /** Its build record names a dependency that its formula does not. */
  | Coded<'record-only', { dependency: string; builtAgainst: string }>
  /** No record says what it was built against; its needs are from its `formula`, from the one inside its `bottle`, or unknown. */
  | Coded<'no-record', { from: 'formula' | 'bottle' | null }>
  /** It replaces the version in the lock. */
  | Coded<'lock-replaced', { locked: string; pkgVersion: string }>
  /** It stays at the version in the lock. */
  | Coded<'lock-kept', { pkgVersion: string; newer: string }>
  /** Its bottle was dropped before the bottle that needs it was built. */
  | Coded<'dropped-earlier', { dropped: string; neededBy: string; built: string }>;

interface Coded<Code extends string, Facts> {
  readonly code: Code;
  readonly facts: Readonly<Facts>;
}

/** Names what an exception is about, for people. */
export function subjectOf(exception: ClosureException): string {
  const { formula, code, facts } = exception;
  if (formula !== undefined) return formula;
  return code === 'not-one-commit' ? facts.formulae.join(', ') : 'registry';
}

/** Makes the exception for a formula that is needed but cannot be in the plan. */
export function leaveOut(
  formula: string,
  { code, message }: Pick<BrewpullError, 'code' | 'message'>,
): ClosureException {
  return { formula, code: 'left-out', facts: { error: code }, message: `left out: ${message}` };
}
