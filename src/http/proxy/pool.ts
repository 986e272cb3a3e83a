import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { SecureContext } from 'node:tls';

/** A pool of connections, keyed by the scheme of the servers they lead to. */
export type Pool = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** A route through a proxy. */
export interface ProxyRoute {
  readonly proxy: URL;
  /** Whether the servers speak TLS. */
  readonly isTls: boolean;
  /** How long the proxy may take to connect. */
  readonly patienceMs: number;
}

/** Options for the connections of every pool. */
export interface PoolOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  /** The authorities to trust instead of Node's defaults; created once, because loading them takes 16 ms. */
  readonly secureContext?: SecureContext;
  /** Resolves a server's name, if that is not left to a proxy. */
  readonly lookup: LookupFunction;
}
