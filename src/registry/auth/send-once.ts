import type { EventSink } from '../../core/events.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import {
  sendFollowingRedirects,
  sendWithoutRedirects,
  type FinalResponse,
} from '../../http/redirect.ts';
import type { Sending } from './token-request.ts';

/** The tools for sending a request. */
interface SendTools {
  readonly transport: HttpTransport;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
}

/** Sends a request of an errand. A form contains a credential, which a redirect could carry anywhere, so none is followed. */
export function sendOnce(
  { transport, onEvent, signal }: SendTools,
  { url, headers, form, namedBy }: Sending,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<FinalResponse> {
  const request = { url, headers, signal, namedBy };
  return form === undefined
    ? sendFollowingRedirects(transport, { method, ...request }, onEvent)
    : sendWithoutRedirects(transport, { method: 'POST', ...request, body: form }, onEvent);
}
