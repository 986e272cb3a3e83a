import type { ErrorCode } from '../../core/error-code.ts';

/** Something about a plan that is not as its `closure` promises, by its `code`. */
export type PlanExceptionOutput =
  | NotOneCommitOutput
  | VersionAskedOutput
  | PerhapsNeededOutput
  | UnconfirmedOutput
  | LeftOutDependencyOutput
  | InstalledOutput
  | OtherVersionOutput
  | RecordOnlyOutput
  | NoRecordOutput
  | LockReplacedOutput
  | LockKeptOutput
  | DroppedEarlierOutput;

/** What every exception says. Formulae are named as in the `dependencies` of the items. */
export interface PlanExceptionFields {
  /** What it is about; null where that is the whole plan. */
  readonly formula: string | null;
  /** The same as `code` and `facts`, for people. */
  readonly message: string;
}

/** There is no one commit that all bottles belong to. */
export interface NotOneCommitOutput extends PlanExceptionFields {
  readonly code: 'not-one-commit';
  readonly facts: {
    /** `none`: no commit has all `formulae`; `no-history`: the history of `tap` is not at hand. */
    readonly cause: 'none' | 'no-history';
    /** Null where the cause is `none`. */
    readonly tap: string | null;
    /** All that were asked for. */
    readonly formulae: readonly string[];
  };
}

/** A version was asked for, whatever the rest is. */
export interface VersionAskedOutput extends PlanExceptionFields {
  readonly code: 'version-asked';
  readonly facts: { readonly pkgVersion: string };
}

/** Only Ruby could tell whether the formula needs `dependency`, which is taken along. */
export interface PerhapsNeededOutput extends PlanExceptionFields {
  readonly code: 'perhaps-needed';
  readonly facts: { readonly dependency: string };
}

/** The registry did not confirm a bottle, or, where `formula` is null, it could not be asked. */
export interface UnconfirmedOutput extends PlanExceptionFields {
  readonly code: 'unconfirmed';
  readonly facts: { readonly error: ErrorCode };
}

/** The formula is needed, and not in the plan. */
export interface LeftOutDependencyOutput extends PlanExceptionFields {
  readonly code: 'left-out';
  readonly facts: { readonly error: ErrorCode };
}

/** The formula is needed, and the Mac has it. */
export interface InstalledOutput extends PlanExceptionFields {
  readonly code: 'installed';
  readonly facts: {
    /** On the Mac. */
    readonly pkgVersion: string;
  };
}

/** `neededBy` was built against another version of the formula than the one taken. */
export interface OtherVersionOutput extends PlanExceptionFields {
  readonly code: 'other-version';
  readonly facts: {
    readonly neededBy: string;
    readonly builtAgainst: string;
    /** Taken. */
    readonly pkgVersion: string;
  };
}

/** The bottle's build record names a dependency that its formula does not. */
export interface RecordOnlyOutput extends PlanExceptionFields {
  readonly code: 'record-only';
  readonly facts: {
    /** As the record names it. */
    readonly dependency: string;
    readonly builtAgainst: string;
  };
}

/** No record says what the bottle was built against. */
export interface NoRecordOutput extends PlanExceptionFields {
  readonly code: 'no-record';
  readonly facts: {
    /** Who says what it needs instead: its formula in the tap, or the one inside its bottle; null for nobody. */
    readonly from: 'formula' | 'bottle' | null;
  };
}

/** The version takes the place of the one in the lock. */
export interface LockReplacedOutput extends PlanExceptionFields {
  readonly code: 'lock-replaced';
  readonly facts: {
    /** The version in the lock. */
    readonly locked: string;
    readonly pkgVersion: string;
  };
}

/** The version stays as the lock says. */
export interface LockKeptOutput extends PlanExceptionFields {
  readonly code: 'lock-kept';
  readonly facts: {
    /** Of the lock. */
    readonly pkgVersion: string;
    /** The version that would be taken without the lock. */
    readonly newer: string;
  };
}

/** The last bottle of the formula was dropped before what needs it was built. */
export interface DroppedEarlierOutput extends PlanExceptionFields {
  readonly code: 'dropped-earlier';
  readonly facts: {
    /** When, ISO 8601 in UTC. */
    readonly dropped: string;
    readonly neededBy: string;
    /** When `neededBy` was, ISO 8601 in UTC. */
    readonly built: string;
  };
}
