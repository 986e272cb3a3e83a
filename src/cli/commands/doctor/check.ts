import { throwIfAborted } from '../../../core/abort.ts';
import { AbortedError, BrewpullError } from '../../../core/errors.ts';
import { reasonOf } from '../../../store/store-failure.ts';
import { EXIT, exitCodeOf } from '../../exit-code.ts';
import { toErrorJson } from '../../render/error-json.ts';
import type { ErrorOutput } from '../../../output/parts/error-output.ts';

/** What `brewpull doctor` checks. */
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

/**
 * How a check ended: after a warning everything still works, something that failed does not work, and something skipped was not
 * checked.
 */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** What a field of a check may hold. */
type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };

/** One finding: a code and fields for programs, a line for people. */
export interface Finding {
  readonly status: CheckStatus;
  /** A stable word for what was found. */
  readonly code: string;
  readonly facts?: Readonly<Record<string, Fact>>;
  /** A line for people. */
  readonly text: string;
  /** What to do, as one imperative sentence. */
  readonly hint?: string | undefined;
  /** Set if the finding is an error of brewpull itself. */
  readonly error?: ErrorOutput;
}

/** A finding with the check that made it. */
export interface CheckResult extends Finding {
  readonly check: CheckName;
}

/** What every check needs besides its own inputs. */
export interface CheckTools {
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** How long one step may take. */
const STEP_MS = 4_500;
/** How long a check that waits for another one may take. */
const CHECK_MS = 9_500;

/** Returns a signal that aborts a step when its time is up, or when the run is interrupted. */
export function stepSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(STEP_MS)]);
}

/** Runs one check: a failure becomes a finding, and so does a timeout. Throws only if the run is interrupted, or for a bug. */
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
    // What a check makes of an interrupted answer is no finding.
    throwIfAborted(signal);
    return { check, ...finding };
  } catch (error) {
    if (signal.aborted) throw new AbortedError({ cause: error });
    return { check, ...failureOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Turns an error into a failed finding. Rethrows an error that is a bug. */
export function failureOf(error: unknown): Finding {
  // Interrupted runs were handled before: here the step's time was up.
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
    hint: 'Run brewpull doctor again; if this persists, check the network connection.',
  };
}

/** Returns the exit code for all checks: failures of one kind have their own code, and failures of several kinds 1. */
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

/** Findings about servers that are not request errors. */
const NETWORK_CODES = new Set(['NOT_A_REGISTRY', 'PORTAL', 'CERTIFICATE_NOT_TRUSTED']);
