import type { BrewpullError, ErrorCode } from '../core/errors.ts';

/** Something a person should know about a plan, with the same as data: words are only ever added. */
export type ClosureException = ExceptionData & {
  /** The formula it is about, as `keyOf` names it; undefined where it is about the whole plan. */
  readonly formula: string | undefined;
  readonly message: string;
};

/** What each code says. */
export type ExceptionData =
  /** No commit has all of `formulae` (`none`), or the history of `tap` is not at hand (`no-history`). */
  | Coded<
      'not-one-commit',
      { cause: 'none' | 'no-history'; tap: string | null; formulae: readonly string[] }
    >
  /** This version was asked for, whatever the rest is. */
  | Coded<'version-asked', { pkgVersion: string }>
  /** Only Ruby could tell whether it needs `dependency`, which is taken along. */
  | Coded<'perhaps-needed', { dependency: string }>
  /** The registry could not confirm it. */
  | Coded<'unconfirmed', { error: ErrorCode }>
  /** It is needed, and not in the plan. */
  | Coded<'left-out', { error: ErrorCode }>
  /** It is needed, and the Mac has it. */
  | Coded<'installed', { pkgVersion: string }>
  /** `neededBy` was built against another version than the one taken. */
  | Coded<'other-version', { neededBy: string; builtAgainst: string; pkgVersion: string }>
  /** Its build record names a dependency that its formula does not. */
  | Coded<'record-only', { dependency: string; builtAgainst: string }>
  /** No record says what it was built against; what it needs is from its `formula`, from the one inside its `bottle`, or not known. */
  | Coded<'no-record', { from: 'formula' | 'bottle' | null }>
  /** It takes the place of the version in the lock. */
  | Coded<'lock-replaced', { locked: string; pkgVersion: string }>
  /** It stays as the lock says. */
  | Coded<'lock-kept', { pkgVersion: string; newer: string }>
  /** Its bottle was dropped before what needs it was built. */
  | Coded<'dropped-earlier', { dropped: string; neededBy: string; built: string }>;

interface Coded<Code extends string, Facts> {
  readonly code: Code;
  readonly facts: Readonly<Facts>;
}

/** Names for a person what an exception is about. */
export function subjectOf(exception: ClosureException): string {
  const { formula, code, facts } = exception;
  if (formula !== undefined) return formula;
  return code === 'not-one-commit' ? facts.formulae.join(', ') : 'registry';
}

/** Makes the exception of what is needed and cannot be in the plan. */
export function leaveOut(
  formula: string,
  { code, message }: Pick<BrewpullError, 'code' | 'message'>,
): ClosureException {
  return { formula, code: 'left-out', facts: { error: code }, message: `left out: ${message}` };
}
