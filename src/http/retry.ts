import {
  DigestMismatchError,
  NetworkError,
  RateLimitedError,
  RegistryResponseError,
} from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import { readBody } from './transport/body.ts';
import type { Clock } from './clock.ts';
import type { HttpResponse } from './transport/exchange.ts';
import { mayPass } from './transport/network-failure.ts';
import { parseRetryAfter, parseRetryAfterMessage, parseUsedUpWindow } from './retry-after.ts';

/** The tools that retrying needs. */
export interface RetryTools {
  readonly clock: Clock;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
}

/** The number of tries, including the first. */
export const MAX_TRIES = 5;

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;
/** If a server asks for a longer wait, the user decides. */
const LONGEST_WAIT_MS = 60_000;
const ERROR_BODY_BYTES = 64 * 1024;

/** From 520 on these are Cloudflare's, for trouble with the server behind it. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/**
 * Sends until a usable answer arrives: broken connections and temporary statuses are retried, after the time the server asks for
 * or a random delay that doubles. Throws {@link RateLimitedError} if the server asks for more than a minute, {@link NetworkError}
 * or {@link RegistryResponseError} after five tries. `what` names the request.
 */
export async function sendWithRetries<Response extends HttpResponse>(
  what: string,
  tools: RetryTools,
  send: () => Promise<Response>,
): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt(send);
    if (!(outcome instanceof NetworkError) && !isPassing(outcome)) return outcome;
    const isLast = tries >= MAX_TRIES;
    if (outcome instanceof NetworkError) {
      if (isLast || !mayPass(outcome)) throw outcome;
      await pause({ what, reason: outcome.message, tries }, tools);
      continue;
    }
    const asked = await readWait(outcome, tools.clock);
    if ((asked !== undefined && asked > LONGEST_WAIT_MS) || (isLast && isLimit(outcome))) {
      throw rateLimited(what, asked, tools.clock.now());
    }
    if (isLast) {
      throw new RegistryResponseError(
        `${what} was answered with ${outcome.status} ${MAX_TRIES} times`,
        { status: outcome.status, hint: whoHasTrouble(outcome) },
      );
    }
    const reason = `answered with ${outcome.status}`;
    await pause({ what, reason, tries, askedMs: asked }, tools);
  }
}

function whoHasTrouble({ gateway }: HttpResponse): string {
  if (gateway === undefined) return 'The server is having trouble; try again later.';
  return `The server, or the proxy ${gateway} on the way to it, is having trouble; check --proxy or HTTP_PROXY, or try again later.`;
}

/** Asks, and asks once more if the answer does not match its digest: bytes may be damaged on the way. */
export async function askTwiceIfDamaged<Result>(
  what: string,
  onEvent: EventSink,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DigestMismatchError)) throw error;
    const reason = `got ${error.actual}, not ${error.expected}`;
    onEvent({ type: 'retry', what, reason, delayMs: 0 });
    return ask();
  }
}

function isPassing(response: HttpResponse): boolean {
  return PASSING.has(response.status) || isLimit(response);
}

/** Too many requests, which some servers report with 403; `retry-after` shows that it will pass. */
function isLimit({ status, headers }: HttpResponse): boolean {
  return status === 429 || (status === 403 && headers.has('retry-after'));
}

/** A try that failed and will be repeated. */
interface FailedTry {
  /** The name of the request. */
  readonly what: string;
  readonly reason: string;
  /** How many times it was tried. */
  readonly tries: number;
  /** How long the server asks to wait, in milliseconds. */
  readonly askedMs?: number | undefined;
}

/**
 * Waits before another try: a random time that doubles with each try, or the time the server asked for if that is longer or this
 * was the first try.
 */
export async function pause(
  { what, reason, tries, askedMs }: FailedTry,
  { clock, onEvent, signal }: RetryTools,
): Promise<void> {
  const longest = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** tries);
  const chosenMs = FIRST_DELAY_MS + clock.random() * (longest - FIRST_DELAY_MS);
  // Keeps a server that misjudged its own wait from being asked in a loop.
  const leastMs = tries === 1 ? 0 : chosenMs;
  const delayMs = Math.round(askedMs === undefined ? chosenMs : Math.max(askedMs, leastMs));
  onEvent({ type: 'retry', what, reason, delayMs });
  await clock.sleep(delayMs, signal);
}

async function attempt<Response extends HttpResponse>(
  send: () => Promise<Response>,
): Promise<Response | NetworkError> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

async function readWait(response: HttpResponse, clock: Clock): Promise<number | undefined> {
  const header = parseRetryAfter(response.headers.get('retry-after'), clock.now());
  const told = header ?? parseUsedUpWindow(response.headers.get('ratelimit-remaining'));
  if (told !== undefined || response.status !== 429) {
    response.discard();
    return told;
  }
  try {
    const body = await readBody(response, ERROR_BODY_BYTES, 'the refusal');
    return parseRetryAfterMessage(new TextDecoder().decode(body));
  } catch {
    return undefined; // The message would only say how long to wait; without it the usual pause will do.
  }
}

function rateLimited(what: string, waitMs: number | undefined, now: number): RateLimitedError {
  const wait = waitMs === undefined ? '' : `: it asks to wait ${formatWait(waitMs)}`;
  // The time of day as well: this line is often read in a log, hours later.
  const when =
    waitMs === undefined
      ? 'Wait a while and run this again'
      : `Run this again in ${formatWait(waitMs)}, after ${formatMinute(now + waitMs)}`;
  return new RateLimitedError(`${what} was refused, too many requests${wait}`, waitMs, {
    hint: `${when}; log in to the registry for a higher limit.`,
  });
}

function formatMinute(ms: number): string {
  const upToMinute = new Date(Math.ceil(ms / 60_000) * 60_000).toISOString();
  return `${upToMinute.slice(0, 10)} ${upToMinute.slice(11, 16)} UTC`;
}

function formatWait(ms: number): string {
  if (ms < 1000) return 'a second';
  if (ms < 120_000) return `${Math.ceil(ms / 1000)} seconds`;
  if (ms < 7_200_000) return `${Math.ceil(ms / 60_000)} minutes`;
  return `${Math.ceil(ms / 3_600_000)} hours`;
}
