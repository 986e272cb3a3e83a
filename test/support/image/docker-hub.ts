import type { IncomingMessage, ServerResponse } from 'node:http';

import { digestOfBytes } from '../../../src/core/digest.ts';
import { startHttpProxy } from '../http/proxies.ts';
import { makeCertificate, startTlsServer } from '../http/tls-server.ts';
import type { ImageStore } from './make-image.ts';

const API = 'registry-1.docker.io';
const TOKENS = 'auth.docker.io';
const BLOBS = 'production.cloudflare.docker.com';
const WINDOW = 21_600;

/** A stand-in for Docker Hub under its own names, which only the proxy knows. */
export interface DockerHub extends AsyncDisposable, ImageStore {
  /** What a run needs to reach it. */
  readonly argv: readonly string[];
  /** For `--ca-file`. */
  readonly certificate: string;
  /** Requests as `METHOD host path`, followed by the kind of authorization. */
  readonly requests: string[];
  /** How many manifests may be fetched without an account in the window. */
  remaining: number;
}

/** Starts Docker Hub: hosts, tokens and counting as described at https://docs.docker.com/docker-hub/usage/pulls/. */
export async function startDockerHub(account?: string): Promise<DockerHub> {
  const { key, certificate } = makeCertificate(
    ...[API, TOKENS, BLOBS].map((host) => `DNS:${host}`),
  );
  const manifests = new Map<string, { readonly bytes: Uint8Array; readonly type: string }>();
  const blobs = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const left = { anonymous: 100, member: 200 };

  const serveToken = ({ headers }: IncomingMessage, response: ServerResponse): void => {
    const basic = account === undefined ? '' : `Basic ${Buffer.from(account).toString('base64')}`;
    if (headers.authorization !== undefined && headers.authorization !== basic) {
      sendJson(response, 401, { details: 'incorrect username or password' });
      return;
    }
    const token = headers.authorization === undefined ? 'anonymous' : 'member';
    sendJson(response, 200, { token, access_token: token, expires_in: 300 });
  };
  const serveManifest = (
    { method, headers }: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): void => {
    const who = headers.authorization === 'Bearer member' ? 'member' : 'anonymous';
    if (method === 'GET' && left[who] <= 0) {
      response.setHeader('ratelimit-limit', `100;w=${WINDOW}`);
      response.setHeader('ratelimit-remaining', `0;w=${WINDOW}`);
      const message = 'You have reached your unauthenticated pull rate limit.';
      sendJson(response, 429, { errors: [{ code: 'TOOMANYREQUESTS', message }] });
      return;
    }
    const found = manifests.get(name);
    if (found === undefined) {
      sendJson(response, 404, { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'unknown' }] });
      return;
    }
    if (method === 'GET') left[who] -= 1;
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': found.bytes.length,
      'ratelimit-limit': `${who === 'member' ? 200 : 100};w=${WINDOW}`,
      'ratelimit-remaining': `${left[who]};w=${WINDOW}`,
      'docker-ratelimit-source': '192.0.2.1',
      'docker-content-digest': digestOfBytes(found.bytes),
    });
    response.end(method === 'HEAD' ? undefined : found.bytes);
  };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '', headers } = request;
    const host = headers.host ?? '';
    const [scheme = 'no'] = (headers.authorization ?? '').split(' ');
    requests.push(`${method} ${host} ${url.replace(/\?.*/s, '')} ${scheme || 'no'}`);
    if (host === TOKENS) return serveToken(request, response);
    const [, kind = '', name = ''] =
      /^\/v2\/library\/hitch\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
    if (host === BLOBS) {
      response.end(blobs.get(url.slice(1)));
    } else if (!headers.authorization?.startsWith('Bearer ')) {
      const realm = `https://${TOKENS}/token`;
      response.setHeader(
        'www-authenticate',
        `Bearer realm="${realm}",service="registry.docker.io",scope="repository:library/hitch:pull"`,
      );
      sendJson(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: 'required' }] });
    } else if (kind === 'manifests') serveManifest(request, response, name);
    else response.writeHead(307, { location: `https://${BLOBS}/${name}` }).end();
    return undefined;
  };

  const server = await startTlsServer({ key, certificate }, serve);
  const proxy = await startHttpProxy({ leadsTo: Number(server.url.port) });
  return {
    argv: ['--proxy', `http://127.0.0.1:${proxy.port}`],
    certificate,
    requests,
    get remaining() {
      return left.anonymous;
    },
    set remaining(count) {
      left.anonymous = count;
    },
    putBlob: (_repository, digest, bytes) => void blobs.set(digest, bytes),
    putManifest: (_repository, reference, bytes, type) => {
      const kept = { bytes, type };
      manifests.set(digestOfBytes(bytes), kept);
      manifests.set(reference, kept);
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
