import type { ErrorCode } from './error-code.ts';

export type { ErrorCode } from './error-code.ts';

/** What an error may carry besides its message: the cause, and what to do next. */
export interface ErrorOptions {
  /** The underlying error, kept for `--debug`. */
  readonly cause?: unknown;
  /** One imperative sentence: the next command to run. */
  readonly hint?: string | undefined;
}

/**
 * An expected failure. The message says what happened to what, and why, in one sentence without a full stop; the hint names the
 * next step. Any other error that is thrown is a bug.
 */
export abstract class BrewpullError extends Error {
  abstract readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The command line, a name or a file given by the user cannot be understood. */
export class UsageError extends BrewpullError {
  readonly code = 'USAGE';
}

/** No formula of that name was ever seen in the history or registry that was searched. */
export class FormulaNotFoundError extends BrewpullError {
  readonly code = 'FORMULA_NOT_FOUND';
  readonly formula: string;
  /** What was searched, in words. */
  readonly where: string;
  readonly suggestions: readonly string[];

  constructor(
    formula: string,
    where: string,
    options: ErrorOptions & { readonly suggestions?: readonly string[] } = {},
  ) {
    super(`no formula named ${formula} in ${where}`, options);
    this.formula = formula;
    this.where = where;
    this.suggestions = options.suggestions ?? [];
  }
}

/** One state of a formula file cannot be read; the walk reports it and continues. */
export class FormulaUnreadableError extends BrewpullError {
  readonly code = 'FORMULA_UNREADABLE';
  /** Undefined if only answers report the failure: they do not record the place. */
  readonly where: FormulaPlace | undefined;
  readonly reason: string;

  constructor(where: FormulaPlace | undefined, reason: string, options: ErrorOptions = {}) {
    const at = where?.commit === undefined ? '' : ` at ${where.commit.slice(0, 12)}`;
    super(where === undefined ? reason : `${where.path}:${where.line}${at}: ${reason}`, options);
    this.where = where;
    this.reason = reason;
  }
}

/** A place in one state of a formula file. */
export interface FormulaPlace {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly commit: string | undefined;
}

/** The formula exists, but no bottle ever built for it works on the target. */
export class NoBottleError extends BrewpullError {
  readonly code = 'NO_BOTTLE';
}

/** A bottle was built, but no server that brewpull can ask has it any more. */
export class BottleUnobtainableError extends BrewpullError {
  readonly code = 'BOTTLE_UNOBTAINABLE';
}

/** The history cannot answer: it is missing, shallow, not a tap, or empty. */
export class HistoryError extends BrewpullError {
  readonly code = 'HISTORY';
}

/** git failed, is too old, or is not installed. */
export class GitError extends BrewpullError {
  readonly code = 'GIT';
}

/** A server could not be reached, or the connection still failed after all retries. */
export class NetworkError extends BrewpullError {
  readonly code = 'NETWORK';
}

/** `--offline` is set and the bytes are not in the cache. */
export class OfflineError extends BrewpullError {
  readonly code = 'OFFLINE';
}

/** The server asks for a longer wait than brewpull accepts. */
export class RateLimitedError extends BrewpullError {
  readonly code = 'RATE_LIMITED';
  /** How long the server asks to wait; undefined if it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs: number | undefined, options: ErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server wants credentials, or refuses the ones it got. */
export class UnauthorizedError extends BrewpullError {
  readonly code = 'UNAUTHORIZED';
  /** True only if the server is known to answer this way, without credentials, about what it does not have. */
  readonly mayBeAbsent: boolean;

  constructor(message: string, options: ErrorOptions & { readonly mayBeAbsent?: boolean } = {}) {
    super(message, options);
    this.mayBeAbsent = options.mayBeAbsent ?? false;
  }
}

/** The server says that it does not have what was requested. */
export class NotFoundError extends BrewpullError {
  readonly code = 'NOT_FOUND';
}

/** The server's answer breaks the protocol. */
export class RegistryResponseError extends BrewpullError {
  readonly code = 'REGISTRY_RESPONSE';
  /** The HTTP status, if that is what was wrong. */
  readonly status: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { readonly status?: number | undefined } = {},
  ) {
    super(message, options);
    this.status = options.status;
  }
}

/** A redirect would leave https, or an address that the user did not name has no TLS or is inside a private network. */
export class InsecureRedirectError extends BrewpullError {
  readonly code = 'INSECURE_REDIRECT';
}

/** The bytes do not hash to the digest they were requested by. */
export class DigestMismatchError extends BrewpullError {
  readonly code = 'DIGEST_MISMATCH';
  readonly expected: string;
  readonly actual: string;

  constructor(
    what: string,
    options: ErrorOptions & { readonly expected: string; readonly actual: string },
  ) {
    super(`${what}: expected ${options.expected}, got ${options.actual}`, options);
    this.expected = options.expected;
    this.actual = options.actual;
  }
}

/** There are more or fewer bytes than announced. */
export class SizeMismatchError extends BrewpullError {
  readonly code = 'SIZE_MISMATCH';
  readonly expectedBytes: number;
  readonly actualBytes: number;

  constructor(
    what: string,
    options: ErrorOptions & { readonly expectedBytes: number; readonly actualBytes: number },
  ) {
    const { expectedBytes, actualBytes } = options;
    super(`${what}: expected ${expectedBytes} bytes, got ${actualBytes}`, options);
    this.expectedBytes = expectedBytes;
    this.actualBytes = actualBytes;
  }
}

/** Two sources that must agree say different things. */
export class DisagreementError extends BrewpullError {
  readonly code = 'DISAGREEMENT';
  readonly left: SourceStatement;
  readonly right: SourceStatement;

  constructor(
    what: string,
    [left, right]: readonly [SourceStatement, SourceStatement],
    options: ErrorOptions = {},
  ) {
    super(
      `${what}: ${left.source} says ${left.value}, ${right.source} says ${right.value}`,
      options,
    );
    this.left = left;
    this.right = right;
  }
}

/** What one source says. */
export interface SourceStatement {
  readonly source: string;
  readonly value: string;
}

/** A file that brewpull reads back is not valid. */
export class InvalidFileError extends BrewpullError {
  readonly code = 'INVALID_FILE';
}

/** A file has a format version that this brewpull cannot read. */
export class UnsupportedSchemaError extends BrewpullError {
  readonly code = 'UNSUPPORTED_SCHEMA';
}

/** A bottle has attestations, but none of them is valid. */
export class InvalidProvenanceError extends BrewpullError {
  readonly code = 'PROVENANCE_INVALID';
}

/** A bottle has no attestation of who built it, and one was required. */
export class MissingProvenanceError extends BrewpullError {
  readonly code = 'PROVENANCE_MISSING';
}

/** An open, known vulnerability reaches the severity of `--fail-on`. */
export class VulnerableError extends BrewpullError {
  readonly code = 'VULNERABLE';
}

/** Proof was required, but nothing says who had to sign the bottle, as for a tap cloned from elsewhere than its name says. */
export class UnsupportedProvenanceError extends BrewpullError {
  readonly code = 'PROVENANCE_UNSUPPORTED';
}

/** A file with different content is where a result should go. */
export class FileExistsError extends BrewpullError {
  readonly code = 'FILE_EXISTS';
}

/** The file system refused: it is full or read-only, or access is not permitted. */
export class StoreError extends BrewpullError {
  readonly code = 'STORE';
  readonly path: string;

  constructor(message: string, path: string, options: ErrorOptions = {}) {
    super(message, options);
    this.path = path;
  }
}

/** One of the user's programs that sign or check signatures is not installed, or failed to do so. */
export class ToolError extends BrewpullError {
  readonly code = 'TOOL';
  /** E.g. `ssh-keygen`. */
  readonly tool: string;
  readonly isMissing: boolean;

  constructor(
    message: string,
    options: ErrorOptions & { readonly tool: string; readonly isMissing?: boolean },
  ) {
    super(message, options);
    this.tool = options.tool;
    this.isMissing = options.isMissing ?? false;
  }
}

/** The user stopped the run: with Ctrl-C, a signal, or the answer to a question. */
export class AbortedError extends BrewpullError {
  readonly code = 'ABORTED';

  constructor(options: ErrorOptions & { readonly message?: string } = {}) {
    super(options.message ?? 'interrupted', options);
  }
}
