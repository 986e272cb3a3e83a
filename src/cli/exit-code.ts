import type { ErrorCode } from '../core/errors.ts';

/** The exit codes of brewpull, which are part of its public interface. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  noBottle: 3,
  verification: 4,
  network: 5,
  partial: 6,
  interrupted: 130,
} as const;

/** What each of them means, for people. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  failed: 'failed for a reason other than those below',
  usage: 'the command line, a name or an option cannot be understood',
  noBottle: 'there is no bottle for the target',
  verification: 'verification failed: checksum, size or attestation, or two sources disagree',
  network: 'a server cannot be reached, refuses, or limits requests',
  partial: 'some succeeded and some failed',
  interrupted: 'interrupted',
};

const BY_CODE: Record<ErrorCode, number> = {
  USAGE: EXIT.usage,
  FORMULA_NOT_FOUND: EXIT.failed,
  FORMULA_UNREADABLE: EXIT.failed,
  NO_BOTTLE: EXIT.noBottle,
  BOTTLE_UNOBTAINABLE: EXIT.noBottle,
  HISTORY: EXIT.failed,
  GIT: EXIT.failed,
  NETWORK: EXIT.network,
  OFFLINE: EXIT.network,
  RATE_LIMITED: EXIT.network,
  UNAUTHORIZED: EXIT.network,
  NOT_FOUND: EXIT.network,
  REGISTRY_RESPONSE: EXIT.network,
  INSECURE_REDIRECT: EXIT.network,
  DIGEST_MISMATCH: EXIT.verification,
  SIZE_MISMATCH: EXIT.verification,
  DISAGREEMENT: EXIT.verification,
  INVALID_FILE: EXIT.verification,
  UNSUPPORTED_SCHEMA: EXIT.verification,
  PROVENANCE_INVALID: EXIT.verification,
  PROVENANCE_MISSING: EXIT.verification,
  PROVENANCE_UNSUPPORTED: EXIT.verification,
  VULNERABLE: EXIT.verification,
  FILE_EXISTS: EXIT.failed,
  STORE: EXIT.failed,
  TOOL: EXIT.failed,
  ABORTED: EXIT.interrupted,
};

/** Returns the exit code for one failure. */
export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code];
}

/**
 * Returns the exit code of a batch from those of its parts: {@link EXIT.interrupted} if one was interrupted, {@link EXIT.partial}
 * if some are done and some failed, and the first failure's if all failed.
 */
export function batchExitCode(codes: readonly number[]): number {
  if (codes.includes(EXIT.interrupted)) return EXIT.interrupted;
  const failures = codes.filter((code) => code !== EXIT.done);
  const first = failures[0] ?? EXIT.done;
  if (failures.length === 0) return EXIT.done;
  return failures.length === codes.length ? first : EXIT.partial;
}
