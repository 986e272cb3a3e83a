import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

/** Connections that are kept alive, under the scheme of the servers they lead to. */
export type Pool = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** What holds for the connections of every pool. */
export interface PoolOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  /** Replaces Node's own authorities. */
  readonly ca?: string[];
}
