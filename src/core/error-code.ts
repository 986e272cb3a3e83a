/**
 * What went wrong, for programs: part of the public interface, so codes are only ever added. `cli/exit-code.ts` maps each to
 * its exit code.
 */
export type ErrorCode =
  | 'USAGE'
  | 'FORMULA_NOT_FOUND'
  | 'FORMULA_UNREADABLE'
  | 'NO_BOTTLE'
  | 'BOTTLE_UNOBTAINABLE'
  | 'HISTORY'
  | 'GIT'
  | 'NETWORK'
  | 'OFFLINE'
  | 'RATE_LIMITED'
  | 'UNAUTHORIZED'
  | 'NOT_FOUND'
  | 'REGISTRY_RESPONSE'
  | 'INSECURE_REDIRECT'
  | 'DIGEST_MISMATCH'
  | 'SIZE_MISMATCH'
  | 'DISAGREEMENT'
  | 'INVALID_FILE'
  | 'UNSUPPORTED_SCHEMA'
  | 'PROVENANCE_INVALID'
  | 'PROVENANCE_MISSING'
  | 'PROVENANCE_UNSUPPORTED'
  | 'VULNERABLE'
  | 'FILE_EXISTS'
  | 'STORE'
  | 'TOOL'
  | 'ABORTED';
