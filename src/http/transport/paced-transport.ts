import type { Clock } from '../clock.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from './exchange.ts';

/** Larger pieces are paid for in steps, so that the line is used evenly. */
const STEP_BYTES = 64 * 1024;

/**
 * Reads bodies at a limited rate, shared by all requests: a slow reader makes the server send slowly. Unused time is not made up
 * for.
 */
export function paceTransport(
  transport: HttpTransport,
  bytesPerSecond: number,
  clock: Clock,
): HttpTransport {
  /** When everything taken so far is paid for, in milliseconds. */
  let paidAt = 0;
  const pay = async (bytes: number, signal: AbortSignal | undefined): Promise<void> => {
    const now = clock.now();
    paidAt = Math.max(paidAt, now) + (bytes * 1000) / bytesPerSecond;
    if (paidAt - now >= 1) await clock.sleep(paidAt - now, signal);
  };
  const pace = (response: HttpResponse, { signal }: HttpRequest): HttpResponse => ({
    ...response,
    discard: () => response.discard(),
    body: (async function* paced() {
      for await (const chunk of response.body) {
        for (let start = 0; start < chunk.length; start += STEP_BYTES) {
          const piece = chunk.subarray(start, start + STEP_BYTES);
          await pay(piece.length, signal);
          yield piece;
        }
      }
    })(),
  });
  return {
    send: async (request) => pace(await transport.send(request), request),
    close: () => transport.close(),
  };
}
