import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';

/** Connections that are kept alive, under the scheme of the servers they lead to. */
export type Pool = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** What holds for the connections of every pool. */
export interface PoolOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  /** Replaces Node's own authorities. */
  readonly ca?: string[];
  /** Finds the addresses of a server's name, where that is done here. */
  readonly lookup: LookupFunction;
}
