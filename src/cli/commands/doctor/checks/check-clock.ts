import { formatDuration } from '../../../render/bytes.ts';
import type { Finding } from '../check.ts';

/** Beyond this skew, tokens and certificates begin to fail. */
const MOST_SKEW_MS = 5 * 60_000;

/** Compares this machine's clock with the `Date` of an answer. */
export function checkClock(date: string | undefined, nowMs: number): Finding {
  const serverMs = Date.parse(date ?? '');
  const now = new Date(nowMs).toISOString();
  if (Number.isNaN(serverMs)) {
    return {
      status: 'skipped',
      code: 'NO_DATE',
      facts: { now },
      text: 'the registry reports no time',
    };
  }
  const skewSeconds = Math.round((nowMs - serverMs) / 1000);
  const facts = { now, serverTime: new Date(serverMs).toISOString(), skewSeconds };
  const skewMs = Math.abs(nowMs - serverMs);
  if (skewMs <= MOST_SKEW_MS) {
    return { status: 'ok', code: 'CLOCK', facts, text: `agrees with the registry, ${now}` };
  }
  return wrongClock({ skewMs, isBehind: nowMs < serverMs }, facts);
}

/** Reports that a certificate proves the clock wrong, or that it has expired; undefined if neither. */
export function checkClockByCertificate(
  { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string },
  nowMs: number,
): Finding | undefined {
  const [fromMs, toMs] = [Date.parse(validFrom), Date.parse(validTo)];
  const facts = { now: new Date(nowMs).toISOString(), validFrom, validTo };
  if (nowMs < fromMs) return wrongClock({ skewMs: fromMs - nowMs, isBehind: true }, facts);
  if (nowMs > toMs) {
    return {
      status: 'warning',
      code: 'CERTIFICATE_OVER',
      facts,
      text: `by this clock the registry's certificate expired on ${new Date(toMs).toISOString()}`,
      hint: 'Check the date of this machine; if it is right, the server needs a new certificate.',
    };
  }
  return undefined;
}

function wrongClock(
  { skewMs, isBehind }: { readonly skewMs: number; readonly isBehind: boolean },
  facts: NonNullable<Finding['facts']>,
): Finding {
  const side = isBehind ? 'behind' : 'ahead';
  return {
    status: 'warning',
    code: 'CLOCK_WRONG',
    facts: { ...facts, side },
    text: `this machine's clock is ${formatDuration(skewMs)} ${side}`,
    hint: 'Set the clock: with a wrong one, certificates and tokens are refused.',
  };
}
