import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { HttpProxyAgent } from 'http-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';

import type { Pool, PoolOptions, ProxyRoute } from './pool.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';

/** Creates the pool for connections through one proxy, to servers with or without TLS. */
export function createProxyPool(route: ProxyRoute, options: PoolOptions): Pool {
  const agent = createAgent(route, options);
  return route.isTls && servesTls(agent) ? { https: agent } : { http: agent };
}

function createAgent({ proxy, isTls, patienceMs }: ProxyRoute, options: PoolOptions): HttpAgent {
  if (proxy.protocol.startsWith('socks')) {
    return new SocksProxyAgent(proxy, { ...options, timeout: patienceMs });
  }
  // These look up only the proxy itself, which the user named.
  const { lookup: _, ...rest } = options;
  return isTls ? new ProxyTunnel(proxy, patienceMs, rest) : new HttpProxyAgent(proxy, rest);
}

/** These agents also speak TLS, although their types do not say so. */
function servesTls(agent: HttpAgent): agent is HttpsAgent {
  return [HttpsAgent, ProxyTunnel, SocksProxyAgent].some((kind) => agent instanceof kind);
}
