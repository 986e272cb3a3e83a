import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

import { connectReadable } from './direct-body.ts';
import type { Pool, PoolOptions } from './pool.ts';
import { proxyFor, type ProxySettings } from './proxy-settings.ts';

/** The connections of one transport: kept alive, one pool for each way out. */
export interface Agents {
  /** Gives the pool for a request. */
  for(url: URL): Promise<Pool>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const OPTIONS = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };

/**
 * Creates the connections for some proxies; `ca` replaces Node's own authorities when it is given. A proxy may take
 * `patienceMs` to connect.
 */
export function createAgents(
  settings: ProxySettings,
  ca: readonly string[] | undefined,
  patienceMs: number,
): Agents {
  const options = ca === undefined ? OPTIONS : { ...OPTIONS, ca: [...ca] };
  const pools = new Map<string, Promise<Pool>>();
  return {
    for: (url) => {
      const proxy = proxyFor(settings, url);
      const isTls = url.protocol === 'https:';
      const key = `${url.protocol} ${proxy?.href ?? ''}`;
      const pool = pools.get(key) ?? createPool(proxy, isTls, patienceMs, options);
      pools.set(key, pool);
      return pool;
    },
    close: async () => {
      for (const pool of await Promise.all(pools.values())) {
        ('http' in pool ? pool.http : pool.https).destroy();
      }
    },
  };
}

async function createPool(
  proxy: URL | undefined,
  isTls: boolean,
  patienceMs: number,
  options: PoolOptions,
): Promise<Pool> {
  if (proxy === undefined) {
    return isTls ? { https: new DirectTlsAgent(options) } : { http: new DirectAgent(options) };
  }
  // Most have no proxy, and the code for one is as large as the rest of the transport.
  const { createProxyPool } = await import('./proxy-agents.ts');
  return createProxyPool(proxy, isTls, patienceMs, options);
}

type Connect<Agent extends HttpAgent> = Parameters<Agent['createConnection']>;

/** Makes sockets whose large bodies can be read directly. */
class DirectAgent extends HttpAgent {
  override createConnection(...[options, callback]: Connect<HttpAgent>): Duplex | null | undefined {
    return connectReadable((onread) => {
      const readable = { ...options, onread };
      return super.createConnection(readable, callback);
    });
  }
}

/** The same with TLS. */
class DirectTlsAgent extends HttpsAgent {
  override createConnection(
    ...[options, callback]: Connect<HttpsAgent>
  ): Duplex | null | undefined {
    return connectReadable((onread) => {
      const readable = { ...options, onread };
      return super.createConnection(readable, callback);
    });
  }
}
