import type { ErrorCode } from '../../core/error-code.ts';

/** Something in a plan that differs from what its `closure` promises, by its `code`. */
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

/** The fields of every exception. Formulae are named as in the `dependencies` of the items. */
export interface PlanExceptionFields {
  /** The formula it is about; null if it is about the whole plan. */
  readonly formula: string | null;
  /** The `code` and `facts` in words. */
  readonly message: string;
}

/** There is no single commit that all bottles belong to. */
export interface NotOneCommitOutput extends PlanExceptionFields {
  readonly code: 'not-one-commit';
  readonly facts: {
    /** `none`: no commit has all `formulae`; `no-history`: the history of `tap` is not available. */
    readonly cause: 'none' | 'no-history';
    /** Null if the cause is `none`. */
    readonly tap: string | null;
    /** All formulae that were asked for. */
    readonly formulae: readonly string[];
  };
}

/** This version was asked for, whatever the others are. */
export interface VersionAskedOutput extends PlanExceptionFields {
  readonly code: 'version-asked';
  readonly facts: { readonly pkgVersion: string };
}

/** Only Ruby could tell whether the formula needs `dependency`, so it is included. */
export interface PerhapsNeededOutput extends PlanExceptionFields {
  readonly code: 'perhaps-needed';
  readonly facts: { readonly dependency: string };
}

/** The registry did not confirm a bottle or, if `formula` is null, could not be asked. */
export interface UnconfirmedOutput extends PlanExceptionFields {
  readonly code: 'unconfirmed';
  readonly facts: { readonly error: ErrorCode };
}

/** The formula is needed but not in the plan. */
export interface LeftOutDependencyOutput extends PlanExceptionFields {
  readonly code: 'left-out';
  readonly facts: { readonly error: ErrorCode };
}

/** The formula is needed, but the Mac already has it. */
export interface InstalledOutput extends PlanExceptionFields {
  readonly code: 'installed';
  readonly facts: {
    /** The version on the Mac. */
    readonly pkgVersion: string;
  };
}

/** `neededBy` was built against a different version of the formula than the one in the plan. */
export interface OtherVersionOutput extends PlanExceptionFields {
  readonly code: 'other-version';
  readonly facts: {
    readonly neededBy: string;
    readonly builtAgainst: string;
    /** The version in the plan. */
    readonly pkgVersion: string;
  };
}

/** The bottle's build record names a dependency that its formula does not. */
export interface RecordOnlyOutput extends PlanExceptionFields {
  readonly code: 'record-only';
  readonly facts: {
    /** The dependency, as the record names it. */
    readonly dependency: string;
    readonly builtAgainst: string;
  };
}

/** No record says what the bottle was built against. */
export interface NoRecordOutput extends PlanExceptionFields {
  readonly code: 'no-record';
  readonly facts: {
    /** What says instead what it needs: its formula in the tap, or the one inside its bottle; null if nothing does. */
    readonly from: 'formula' | 'bottle' | null;
  };
}

/** The version replaces the one in the lock. */
export interface LockReplacedOutput extends PlanExceptionFields {
  readonly code: 'lock-replaced';
  readonly facts: {
    /** The version in the lock. */
    readonly locked: string;
    readonly pkgVersion: string;
  };
}

/** The version stays as it is in the lock. */
export interface LockKeptOutput extends PlanExceptionFields {
  readonly code: 'lock-kept';
  readonly facts: {
    /** The version in the lock. */
    readonly pkgVersion: string;
    /** The version that would be taken without the lock. */
    readonly newer: string;
  };
}

/** The last bottle of the formula was dropped before what needs it was built. */
export interface DroppedEarlierOutput extends PlanExceptionFields {
  readonly code: 'dropped-earlier';
  readonly facts: {
    /** When that was, ISO 8601 in UTC. */
    readonly dropped: string;
    readonly neededBy: string;
    /** When `neededBy` was built, ISO 8601 in UTC. */
    readonly built: string;
  };
}
