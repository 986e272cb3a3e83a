import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext, rootCertificates } from 'node:tls';

import { connectReadable } from './direct-body.ts';
import type { Pool, PoolOptions, ProxyRoute } from '../proxy/pool.ts';
import { proxyFor, type ProxySettings } from '../proxy/proxy-settings.ts';
import type { Range, Reach } from '../hosts/reach.ts';

/** The connections of one transport: kept alive, with one pool for each route. */
export interface Agents {
  /** Returns the pool for a request that may go as far as `range`. */
  for(url: URL, range: Range): Promise<Pool>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const OPTIONS = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };

/** The settings for making connections. */
export interface AgentOptions {
  readonly proxies: ProxySettings;
  readonly reach: Reach;
  /** Trusted in addition to Node's own authorities, each as PEM. */
  readonly authorities: readonly string[];
  /** How long a proxy may take to connect. */
  readonly patienceMs: number;
}

/**
 * Creates the connection pools. Each range has its own pools: a connection that may lead to a private network never serves a
 * request that may not. A proxy looks up by itself what it connects to.
 */
export function createAgents({ proxies, reach, authorities, patienceMs }: AgentOptions): Agents {
  const ca = [...rootCertificates, ...authorities];
  const trust = authorities.length === 0 ? {} : { secureContext: createSecureContext({ ca }) };
  const pools = new Map<string, Promise<Pool>>();
  return {
    for: (url, range) => {
      const proxy = proxyFor(proxies, url);
      const key = `${range} ${url.protocol} ${proxy?.href ?? ''}`;
      const lookup = reach.lookup(range);
      const options = { ...OPTIONS, lookup, ...trust };
      const route = { proxy, isTls: url.protocol === 'https:', patienceMs };
      const pool = pools.get(key) ?? createPool(route, options);
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
  { proxy, ...rest }: Omit<ProxyRoute, 'proxy'> & { readonly proxy: URL | undefined },
  options: PoolOptions,
): Promise<Pool> {
  if (proxy === undefined) {
    return rest.isTls ? { https: new DirectTlsAgent(options) } : { http: new DirectAgent(options) };
  }
  // Most users have no proxy, and the proxy code is as large as the rest of the transport.
  const { createProxyPool } = await import('../proxy/proxy-agents.ts');
  return createProxyPool({ proxy, ...rest }, options);
}

type Connect<Agent extends HttpAgent> = Parameters<Agent['createConnection']>;

/** Creates sockets whose large bodies can be read directly. */
class DirectAgent extends HttpAgent {
  override createConnection(...[options, callback]: Connect<HttpAgent>): Duplex | null | undefined {
    return connectReadable((onread) => {
      const readable = { ...options, onread };
      return super.createConnection(readable, callback);
    });
  }
}

/** Does the same with TLS. */
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
