import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Which of the servers of a registry a request went to; `token` is a path of the first. */
export type RegistryHost = 'registry' | 'token' | 'blobs';

/** Which requests a fault is for; what is left out matches all. */
export interface RequestMatcher {
  readonly host?: RegistryHost;
  readonly method?: string;
  /** A part of path and query, or a pattern. */
  readonly path?: string | RegExp;
}

/** What goes wrong with an answer. Offsets are in the whole blob; cuts and stalls count in the body of this answer. */
export interface Fault {
  /** Answers with this instead. */
  readonly status?: number;
  readonly body?: string;
  /** Added to whatever is answered. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends this many bytes and then breaks the connection. */
  readonly cutAfter?: number;
  readonly cutAtPercent?: number;
  /** Breaks with a reset instead of an end; without a cut, it resets before the answer. */
  readonly reset?: boolean;
  /** Sends this many bytes and then nothing. */
  readonly stallAfter?: number;
  readonly stallAtPercent?: number;
  /** Flips the lowest bit of this byte. */
  readonly flipBitAt?: number;
  /** Serves only this many bytes, as if that were all. */
  readonly truncateTo?: number;
  readonly append?: string;
  /** Names a digest other than that of the bytes. */
  readonly wrongDigest?: boolean;
  /** Compresses the body, as a box on the way may. */
  readonly gzip?: boolean;
  readonly ignoreRange?: boolean;
  readonly delayMs?: number;
  /** Redirects there. */
  readonly redirectTo?: string;
}

/** An answer before anything goes wrong. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether the body can be requested in ranges. */
  readonly isRanged?: boolean;
}

/** The 429 of ghcr.io, which says how long to wait only in its message. */
export function rateLimit(wait = '1.16676ms'): Fault {
  const message = `retry-after: ${wait}, allowed: 44000/minute`;
  return { status: 429, body: JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message }] }) };
}

/** Sends an answer with what goes wrong; returns the status, and how many bytes of the body were sent. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault,
): Promise<{ status: number; sentBytes: number }> {
  if (fault.delayMs !== undefined) await pause(fault.delayMs);
  const isCut = fault.cutAfter !== undefined || fault.cutAtPercent !== undefined;
  if (fault.reset === true && !isCut) {
    response.socket?.resetAndDestroy();
    return { status: 0, sentBytes: 0 };
  }
  const { status, headers, body } = cutToRange(request, spoil(answer, fault), fault);
  response.writeHead(status, { 'content-length': String(body.length), ...headers });
  if (request.method === 'HEAD') {
    response.end();
    return { status, sentBytes: 0 };
  }
  const limit =
    fault.cutAfter ??
    fault.stallAfter ??
    percentOf(body, fault.cutAtPercent ?? fault.stallAtPercent);
  if (limit === undefined) {
    response.end(body);
    return { status, sentBytes: body.length };
  }
  response.write(body.subarray(0, limit), () => {
    if (!isCut) return;
    // What was written has to leave this machine's buffers before the connection breaks.
    setTimeout(() => {
      if (fault.reset === true) response.socket?.resetAndDestroy();
      else response.socket?.destroy();
    }, 20);
  });
  if (limit === 0) response.flushHeaders();
  return { status, sentBytes: Math.min(limit, body.length) };
}

function spoil(answer: Answer, fault: Fault): Answer {
  const extra = fault.headers ?? {};
  if (fault.redirectTo !== undefined) {
    const headers = { ...extra, location: fault.redirectTo };
    return { status: fault.status ?? 307, headers, body: Buffer.alloc(0) };
  }
  if (fault.status !== undefined) {
    const type = fault.body?.startsWith('<') === true ? 'text/html' : 'application/json';
    const headers = { 'content-type': type, ...extra };
    return { status: fault.status, headers, body: Buffer.from(fault.body ?? '') };
  }
  let body = fault.body === undefined ? Buffer.from(answer.body) : Buffer.from(fault.body);
  if (fault.flipBitAt !== undefined) {
    body[fault.flipBitAt] = (body[fault.flipBitAt] ?? 0) ^ 1;
  }
  if (fault.truncateTo !== undefined) body = body.subarray(0, fault.truncateTo);
  if (fault.append !== undefined) body = Buffer.concat([body, Buffer.from(fault.append)]);
  if (fault.gzip === true) body = gzipSync(body);
  const digest = fault.wrongDigest === true ? `sha256:${'0'.repeat(64)}` : undefined;
  const headers = {
    ...answer.headers,
    ...(fault.gzip === true ? { 'content-encoding': 'gzip' } : {}),
    ...(digest === undefined ? {} : { 'docker-content-digest': digest }),
    ...extra,
  };
  return { ...answer, headers, body };
}

function cutToRange(request: IncomingMessage, answer: Answer, fault: Fault): Answer {
  if (answer.isRanged !== true || fault.ignoreRange === true) return answer;
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return answer;
  const { body } = answer;
  const from = Number(first);
  const to =
    last === undefined || last === '' ? body.length : Math.min(body.length, Number(last) + 1);
  if (from >= body.length) {
    return {
      status: 416,
      headers: { 'content-range': `bytes */${body.length}` },
      body: Buffer.alloc(0),
    };
  }
  const headers = { ...answer.headers, 'content-range': `bytes ${from}-${to - 1}/${body.length}` };
  return { status: 206, headers, body: body.subarray(from, to) };
}

function percentOf(body: Uint8Array, percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : Math.floor((body.length * percent) / 100);
}
