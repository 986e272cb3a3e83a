import type { HttpPeer } from '../../../../http/transport/exchange.ts';
import { readBody } from '../../../../http/transport/body.ts';
import type { Network } from '../../../../workspace/network/open-network.ts';
import { stepSignal } from '../check.ts';

/** A server's answer to the question whether it is a registry. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly peer: HttpPeer | undefined;
  readonly tookMs: number;
}

const BODY_BYTES = 64 * 1024;

/**
 * Requests `v2/` once, without credentials, retries or redirects:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support. Throws whatever the transport
 * throws.
 */
export async function askRegistry(
  { transport, access }: Network,
  registry: URL,
  runSignal: AbortSignal,
): Promise<RegistryAnswer> {
  const { clock } = access;
  const signal = stepSignal(runSignal);
  const startMs = clock.now();
  const url = new URL('v2/', registry);
  const response = await transport.send({ method: 'GET', url, headers: {}, signal });
  const tookMs = clock.now() - startMs;
  const { status, headers, peer } = response;
  // A page may have any size, and only its beginning matters.
  const bytes = await readBody(response, BODY_BYTES, url.href).catch(() => new Uint8Array());
  return { status, headers, body: new TextDecoder().decode(bytes), peer, tookMs };
}
