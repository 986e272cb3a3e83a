import { request as httpRequest } from 'node:http';

import { advisoryFile } from '../audit/advisory-file.ts';
import { startHttpProxy, startSocksProxy } from '../http/proxies.ts';
import { makeCertificate, startTlsServer } from '../http/tls-server.ts';
import { ARTIFACTORY, HARBOR, NEXUS, type Product } from '../registry/proxy-products.ts';
import type { FakeRegistry } from '../registry/fake-registry.ts';

const BLOBS = 'pkg-containers.githubusercontent.com';
const ATTESTATIONS = 'api.github.com';
const ADVISORIES = 'formulae.brew.sh';
const IMAGES = ['registry-1.docker.io', 'ghcr.io', 'quay.io'];
/** What the reader may write to at ghcr.io. */
const OWN = /^\/v2\/acme\//;
/** Products in front of ghcr.io. */
const PRODUCTS: Readonly<Record<string, Product>> = {
  'artifacts.example.com': ARTIFACTORY,
  'nexus.example.com': NEXUS,
  'harbor.example.com': HARBOR,
};
const MIRRORS = ['registry.example.org', 'registry.example'];

/** Three vulnerabilities that vim had, with the versions of vim that fixed them. */
const OF_VIM = advisoryFile({
  vim: [
    ['CVE-2023-4738', '9.0.1848'],
    ['CVE-2023-4781', '9.0.1873'],
    ['CVE-2023-5344', '9.0.1969'],
  ].map(([cve = '', fixed = '']) => ({
    id: `BREW-vim-${cve}`,
    upstream: [cve],
    severity: 'high',
    fixed,
  })),
});

/** The servers of the pages under their own names, which only the proxies know. */
export interface Internet extends AsyncDisposable {
  readonly certificate: string;
  readonly httpProxyPort: number;
  readonly socksProxyPort: number;
}

/** Starts it: `bottles` is ghcr.io and everything else that is public, `own` a registry that takes what is pushed. */
export async function startInternet(bottles: FakeRegistry, own: FakeRegistry): Promise<Internet> {
  const names = [BLOBS, ATTESTATIONS, ADVISORIES, ...IMAGES, ...MIRRORS, ...Object.keys(PRODUCTS)];
  const { key, certificate } = makeCertificate(...names.map((name) => `DNS:${name}`));
  const server = await startTlsServer({ key, certificate }, (incoming, outgoing) => {
    const host = incoming.headers.host ?? '';
    if (host === ATTESTATIONS) {
      outgoing
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"message":"Not Found"}');
      return;
    }
    if (host === ADVISORIES) {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(OF_VIM);
      return;
    }
    const routed = PRODUCTS[host]?.route(incoming.url ?? '/');
    if (routed !== undefined && 'status' in routed) {
      outgoing.writeHead(routed.status, routed.headers).end(routed.body);
      return;
    }
    const isOwn = MIRRORS.includes(host) || OWN.test(incoming.url ?? '');
    // A product asks ghcr.io on its own behalf.
    const ownLogin = routed === undefined ? {} : { authorization: 'Bearer QQ==' };
    const registry = isOwn ? own : bottles;
    const target = host === BLOBS ? registry.blobUrl : registry.url;
    const onward = httpRequest(
      new URL(routed?.path ?? incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...incoming.headers, host: target.host, ...ownLogin } },
      (answer) => {
        const headers = Object.entries(answer.headers).map(([name, value]) => [
          name,
          typeof value === 'string'
            ? value
                .replaceAll(registry.url.origin, `https://${host}`)
                .replaceAll(registry.blobUrl.origin, `https://${BLOBS}`)
            : value,
        ]);
        outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const leadsTo = Number(server.url.port);
  const [http, socks] = [await startHttpProxy({ leadsTo }), await startSocksProxy({ leadsTo })];
  return {
    certificate,
    httpProxyPort: http.port,
    socksProxyPort: socks.port,
    [Symbol.asyncDispose]: async () => {
      for (const each of [http, socks, server]) await each[Symbol.asyncDispose]();
    },
  };
}
