import { throwIfAborted } from '../../../core/abort.ts';
import { AbortedError, BrewpullError } from '../../../core/errors.ts';
import { reasonOf } from '../../../store/store-failure.ts';
import { EXIT, exitCodeOf } from '../../exit-code.ts';
import { toErrorJson } from '../../render/error-json.ts';
import type { ErrorOutput } from '../../../output/parts/error-output.ts';

/** What `brewpull doctor` looks at. */
export type CheckName =
  | 'node'
  | 'git'
  | 'cache'
  | 'configuration'
  | 'proxy'
  | 'authorities'
  | 'registry'
  | 'certificate'
  | 'token'
  | 'clock'
  | 'credentials'
  | 'answers'
  | 'clones';

/** How a check ended: a warning leaves everything working, what failed does not work, and what was skipped was not looked at. */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** What a field of a check may hold. */
type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };

/** One finding: a code and fields for programs, a line for people. */
export interface Finding {
  readonly status: CheckStatus;
  /** Says what was found, in a word that stays. */
  readonly code: string;
  readonly facts?: Readonly<Record<string, Fact>>;
  /** For people. */
  readonly text: string;
  /** What to do, as one imperative sentence. */
  readonly hint?: string | undefined;
  /** Where the finding is a failure of brewpull's own. */
  readonly error?: ErrorOutput;
}

/** A finding with the check that made it. */
export interface CheckResult extends Finding {
  readonly check: CheckName;
}

/** What one check needs besides its own matter. */
export interface CheckTools {
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** How long one step may take. */
const STEP_MS = 4_500;
/** How long a check may take that waits for another one. */
const CHECK_MS = 9_500;

/** Gives a signal that ends a step in time, or with the run. */
export function stepSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(STEP_MS)]);
}

/** Runs one check: a failure becomes its finding, and so does one that takes too long. Throws only when the run is interrupted. */
export async function runCheck(
  check: CheckName,
  look: () => Promise<Finding>,
  { signal }: CheckTools,
): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(tooLate()), CHECK_MS);
  });
  try {
    const finding = await Promise.race([look(), late]);
    // What a check finds of an answer that was broken off is no finding.
    throwIfAborted(signal);
    return { check, ...finding };
  } catch (error) {
    if (signal.aborted) throw new AbortedError({ cause: error });
    return { check, ...failureOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Makes a failed finding of an error. Throws what is a bug. */
export function failureOf(error: unknown): Finding {
  // Interrupted runs were told apart before: here the time of a step was over.
  if (error instanceof AbortedError) return tooLate();
  if (error instanceof BrewpullError) {
    const { code, message, hint } = error;
    return { status: 'failed', code, text: message, hint, error: toErrorJson(error) };
  }
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  return { status: 'failed', code: 'STORE', text: reason.text, hint: reason.hint };
}

function tooLate(): Finding {
  return {
    status: 'failed',
    code: 'TIMEOUT',
    facts: { limitMs: STEP_MS },
    text: `no answer within ${STEP_MS / 1000} seconds`,
    hint: 'Run brewpull doctor again; if it stays so, check what is on the way.',
  };
}

/** Gives the exit code of all checks: what failed alike has its own, and several kinds give 1. */
export function exitCodeOfChecks(results: readonly CheckResult[]): number {
  const failed = results.filter(({ status }) => status === 'failed');
  const codes = new Set(
    failed.map(({ error, code, check }) => {
      if (error !== undefined) return exitCodeOf(error.code);
      const isNetwork = code === 'TIMEOUT' && check !== 'git' && check !== 'cache';
      return isNetwork || NETWORK_CODES.has(code) ? EXIT.network : EXIT.failed;
    }),
  );
  const [only = EXIT.done] = codes;
  return codes.size > 1 ? EXIT.failed : only;
}

/** Findings about servers that are no error of a request. */
const NETWORK_CODES = new Set(['NOT_A_REGISTRY', 'PORTAL', 'CERTIFICATE_NOT_TRUSTED']);
