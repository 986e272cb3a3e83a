import type { BrewpullEvent } from '../../../src/core/events.ts';
import type { Clock } from '../../../src/http/clock.ts';
import type { HttpTransport } from '../../../src/http/transport/exchange.ts';
import { parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import type { CredentialSource, Credentials } from '../../../src/registry/auth/credentials.ts';
import type { RegistryClientOptions } from '../../../src/registry/api/client-options.ts';
import { RegistryClient } from '../../../src/registry/client.ts';
import { RegistryUploads } from '../../../src/registry/upload/uploads.ts';
import { loopbackReach } from '../http/reach.ts';
import type { FakeRegistry } from './fake-registry.ts';

/** A client with a clock that does not wait, and what it did. */
export interface Asking extends AsyncDisposable {
  readonly client: RegistryClient;
  readonly uploads: RegistryUploads;
  readonly events: BrewpullEvent[];
  /** The waits, in milliseconds. */
  readonly slept: number[];
  /** Moves the clock ahead by some milliseconds. */
  advance(ms: number): void;
}

/** What a client is made with. */
export interface AskingOptions {
  readonly credentials?: CredentialSource;
  /** Hosts of `--auth-host`. */
  readonly authHosts?: readonly string[];
  readonly transport?: (real: HttpTransport) => HttpTransport;
  readonly signal?: AbortSignal;
}

/** Makes credentials for every registry, found when one asks for them. */
export function always(credentials: Credentials): CredentialSource {
  return { find: async () => credentials };
}

/** Creates a client over real connections; dispose of it. */
export function createAsking(options: AskingOptions = {}): Asking {
  const events: BrewpullEvent[] = [];
  const slept: number[] = [];
  let ahead = 0;
  const clock: Clock = {
    now: () => Date.now() + ahead,
    random: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
  const real = createTransport({
    reach: loopbackReach(),
    proxy: { http: undefined, https: undefined, exceptions: [] },
    certificateAuthorities: [],
    userAgent: 'test',
    stallTimeoutMs: 300,
  });
  const access: RegistryClientOptions = {
    transport: options.transport?.(real) ?? real,
    credentials: options.credentials ?? { find: async () => undefined },
    authHosts: options.authHosts?.map((host) => parseNamedHost(host, '--auth-host')),
    clock,
    onEvent: (event) => events.push(event),
    signal: options.signal,
  };
  return {
    client: new RegistryClient(access),
    uploads: new RegistryUploads(access),
    events,
    slept,
    advance: (ms) => {
      ahead += ms;
    },
    [Symbol.asyncDispose]: () => real.close(),
  };
}

/** Returns what some work throws; undefined if it throws nothing. */
export function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The other host of ghcr.io. */
const BLOB_ORIGIN = 'https://pkg-containers.githubusercontent.com';

/** Makes a registry on loopback answer as https://ghcr.io and its other host, for rules that apply only there. */
export function asGhcr(registry: FakeRegistry): (real: HttpTransport) => HttpTransport {
  const names: readonly (readonly [string, string])[] = [
    [registry.url.origin, 'https://ghcr.io'],
    [registry.blobUrl.origin, BLOB_ORIGIN],
  ];
  return (real) => ({
    send: async (request) => {
      const pair = names.find(([, origin]) => origin === request.url.origin);
      if (pair === undefined) throw new Error(`${request.url.origin} is not part of ghcr.io`);
      const url = new URL(request.url.href.replace(pair[1], pair[0]));
      const response = await real.send({ ...request, url, namedBy: undefined });
      const rename = (text: string): string =>
        names.reduce((all, [origin, name]) => all.replaceAll(origin, name), text);
      const headers = new Map([...response.headers].map(([name, text]) => [name, rename(text)]));
      return { ...response, headers, discard: () => response.discard() };
    },
    close: () => real.close(),
  });
}
