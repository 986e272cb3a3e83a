import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { SecureContext } from 'node:tls';

/** Connections that are kept alive, under the scheme of the servers they lead to. */
export type Pool = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** The way through a proxy. */
export interface ProxyRoute {
  readonly proxy: URL;
  /** Whether the servers speak TLS. */
  readonly isTls: boolean;
  /** How long the proxy may take to connect. */
  readonly patienceMs: number;
}

/** What holds for the connections of every pool. */
export interface PoolOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  /** Authorities to trust instead of Node's own: made once, for reading them takes 16 ms. */
  readonly secureContext?: SecureContext;
  /** Finds the addresses of a server's name, where that is done here. */
  readonly lookup: LookupFunction;
}
