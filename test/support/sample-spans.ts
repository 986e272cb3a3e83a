import type { BottleSpan } from '../../src/history/state/bottle-span.ts';
import { traceBottles } from '../../src/history/rules/list-spans.ts';
import { historyStates } from './history-states.ts';

/** Returns a short history: three versions, an `all` bottle in the oldest, and systems that come and go. */
export function sampleSpans(): readonly BottleSpan[] {
  return traceBottles(
    historyStates([
      '1.0 all=a',
      '1.1 all=a',
      '1.1 big_sur=b arm64_big_sur=c catalina=d',
      '1.2 big_sur=b arm64_big_sur=c catalina=d',
      '1.2 monterey=e big_sur=f arm64_big_sur=g x86_64_linux=h',
      '1.2_1 monterey=e x86_64_linux=h',
    ]),
  ).spans;
}
