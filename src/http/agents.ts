import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { HttpProxyAgent } from 'http-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';

import { proxyFor, type ProxySettings } from './proxy-settings.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';

/** The connections of one transport: kept alive, one pool for each way out. */
export interface Agents {
  /** Gives the pool for a request, under the scheme it is for. */
  for(url: URL): { http: HttpAgent } | { https: HttpsAgent };
  /** Closes idle connections. */
  close(): void;
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
  const pools = new Map<string, HttpAgent>();
  return {
    for: (url) => {
      const proxy = proxyFor(settings, url);
      const isTls = url.protocol === 'https:';
      const key = `${url.protocol} ${proxy?.href ?? ''}`;
      const agent = pools.get(key) ?? createAgent(isTls, proxy, patienceMs, options);
      pools.set(key, agent);
      return isTls && servesTls(agent) ? { https: agent } : { http: agent };
    },
    close: () => {
      for (const agent of pools.values()) agent.destroy();
    },
  };
}

function createAgent(
  isTls: boolean,
  proxy: URL | undefined,
  patienceMs: number,
  options: typeof OPTIONS & { readonly ca?: string[] },
): HttpAgent {
  if (proxy === undefined) return isTls ? new HttpsAgent(options) : new HttpAgent(options);
  if (proxy.protocol.startsWith('socks')) {
    return new SocksProxyAgent(proxy, { ...options, timeout: patienceMs });
  }
  return isTls ? new ProxyTunnel(proxy, patienceMs, options) : new HttpProxyAgent(proxy, options);
}

/** The agents of proxies speak TLS as well, though their types say only what all agents do. */
function servesTls(agent: HttpAgent): agent is HttpsAgent {
  return [HttpsAgent, ProxyTunnel, SocksProxyAgent].some((kind) => agent instanceof kind);
}
