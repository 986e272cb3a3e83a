import type { BrewpullError, ErrorCode } from '../../core/errors.ts';

/** The hints for most failures of a kind; an error that knows better has its own. Only an interrupted run needs none. */
export const STANDARD_HINTS: Readonly<Record<Exclude<ErrorCode, 'ABORTED'>, string>> = {
  USAGE: 'Run brewpull help --all for all commands and options.',
  FORMULA_NOT_FOUND: 'Look the name up on formulae.brew.sh.',
  FORMULA_UNREADABLE:
    'Ask another source with --history registry, or about another time with --before.',
  NO_BOTTLE: 'Run brewpull history NAME for the bottles that exist.',
  BOTTLE_UNOBTAINABLE: 'A mirror may have kept it: name one with --registry.',
  HISTORY: 'Run brewpull sync, or use --history registry.',
  GIT: 'Check git with brewpull doctor, or use --history registry.',
  NETWORK:
    'Check the connection with brewpull doctor and run this again; what was fetched is kept.',
  OFFLINE: 'Run the same command once without --offline; the cache then has what it needs.',
  RATE_LIMITED: 'Wait a while and run this again; log in to the registry for a higher limit.',
  UNAUTHORIZED: 'Check the name; if it is private, log in with docker login, or give --creds.',
  NOT_FOUND: 'Check the name and the address.',
  REGISTRY_RESPONSE:
    'The server is having trouble, or a proxy is answering for it: check with brewpull doctor, or try again later.',
  INSECURE_REDIRECT: 'Nothing was sent there. Ask another server with --registry.',
  DIGEST_MISMATCH: 'Run this again; if it fails the same way, do not use the file.',
  SIZE_MISMATCH: 'Copy or fetch it again.',
  DISAGREEMENT:
    'Do not use the file until this is explained; another source may decide (--history, --registry).',
  INVALID_FILE: 'It is damaged or of another kind: copy, fetch or make it again.',
  UNSUPPORTED_SCHEMA: 'Install a newer brewpull: it may read it.',
  PROVENANCE_INVALID: 'Do not use the file until this is explained.',
  PROVENANCE_MISSING: 'Leave out --require-provenance if you accept that.',
  PROVENANCE_UNSUPPORTED: 'Leave out --require-provenance if you accept that.',
  VULNERABLE: 'Leave out --fail-on if you accept that.',
  FILE_EXISTS: 'Move it away, or choose another place with --output.',
  STORE: 'Choose another place with --output or --cache-dir.',
  TOOL: 'Install the program, or check how it is set up.',
};

/** Returns what to do next about a failure; undefined if the user interrupted the run. */
export function nextStepOf({ code, hint }: BrewpullError): string | undefined {
  return hint ?? (code === 'ABORTED' ? undefined : STANDARD_HINTS[code]);
}
