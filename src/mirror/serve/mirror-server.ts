import type { IncomingMessage, ServerResponse } from 'node:http';

import { InvalidFileError } from '../../core/errors.ts';
import { wordsOf } from '../../store/store-failure.ts';
import { admit } from './access-token.ts';
import { createBoundedServer, type BoundedServer, type ConnectionLimits } from './connections.ts';
import { clientOrigin } from './client-origin.ts';
import { frontPage } from './page/front-page.ts';
import { wantsHtml } from './page/wants-html.ts';
import type { ServerKeys } from './server-keys.ts';
import { bytesRoute, type Route, type Site } from './route.ts';
import { fail, send } from './send.ts';
import { pageTagList } from './tag-list.ts';

/** How to serve a site. */
export interface MirrorServerOptions {
  /** Called for every file that cannot be sent because it is no longer what was checked. */
  readonly onFailure: (message: string) => void;
  /** Called for every request before it is answered. */
  readonly onRequest?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** The keys for TLS; plain HTTP without them. */
  readonly keys?: ServerKeys | undefined;
  /** The token that clients must send; by default everyone may read. */
  readonly token?: string | undefined;
  readonly limits?: ConnectionLimits;
}

/**
 * Makes a read-only server of what a site lists, for brew's `HOMEBREW_ARTIFACT_DOMAIN` and (by flat names)
 * `HOMEBREW_BOTTLE_DOMAIN`, and for registry clients, with a page at `/` for people. It supports GET and HEAD, single ranges, and
 * digests as entity tags. Names are looked up in the site, so no request can reach any other file. A file that is no longer what
 * was checked is answered with 500 and reported to `onFailure`. The caller listens, stops the server, and then closes what the
 * site reads.
 */
export function createMirrorServer(site: Site, options: MirrorServerOptions): BoundedServer {
  const { onFailure, onRequest, token, keys, limits } = options;
  const mayRead = token === undefined ? undefined : admit(token);
  return createBoundedServer(
    (request, response) => {
      onRequest?.(request, response);
      if (mayRead !== undefined && !mayRead(request.headers.authorization)) {
        refuseEntry(response);
        return;
      }
      if (token !== undefined && request.url?.replace(/\?.*/s, '') === TOKEN_PATH) {
        grant(token, response);
        return;
      }
      answer(site, response, token !== undefined).catch((error: unknown) => {
        // A client that left is not a failure; a medium that was pulled out or a file that was changed is.
        if (!request.socket.destroyed || error instanceof InvalidFileError) {
          onFailure(wordsOf(error));
        }
        if (response.headersSent) return response.destroy();
        return fail(response, 500, ['UNKNOWN', 'the content cannot be read']);
      });
    },
    { keys, ...(limits && { limits }) },
  );
}

async function answer(site: Site, response: ServerResponse, hasToken: boolean): Promise<void> {
  const cache = hasToken ? 'private' : 'public';
  const request = response.req;
  const { method, url = '/' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    fail(response, 405, ['UNSUPPORTED', 'this server is read-only']);
    return;
  }
  const { path, query } = partsOf(url);
  if (path === '/v2' || path === '/v2/') {
    await send(PING, response, cache);
    return;
  }
  await site.refresh?.();
  if (path === '/') {
    const view = { url: clientOrigin(request), hasToken };
    await send(frontPage(site.stock, view, wantsHtml(request.headers)), response, cache);
    return;
  }
  const route = path === undefined ? undefined : site.find(path);
  const page = route?.kind === 'tags' ? await cut(route, path ?? '', query) : route;
  if (page === 'invalid') {
    fail(response, 400, ['PAGINATION_NUMBER_INVALID', 'n is not a number']);
    return;
  }
  if (page === undefined || !(await send(page, response, cache))) {
    fail(response, 404, [unknownCode(path), 'not served here']);
  }
}

const PING = bytesRoute(Buffer.from('{}'), {
  mediaType: 'application/json',
  digest: undefined,
  kind: 'file',
});

function unknownCode(path: string | undefined): string {
  if (path?.includes('/blobs/') === true) return 'BLOB_UNKNOWN';
  return path?.endsWith('/tags/list') === true ? 'NAME_UNKNOWN' : 'MANIFEST_UNKNOWN';
}

/** Cuts the page that a request asks for out of a list of tags. */
async function cut(
  route: Route,
  path: string,
  query: string,
): Promise<(Route & { readonly next?: string | undefined }) | 'invalid' | undefined> {
  const parameters = new URLSearchParams(query);
  if (!parameters.has('n') && !parameters.has('last')) return route;
  const whole = await route.open();
  if (whole === undefined || !('bytes' in whole)) return undefined;
  const page = pageTagList(whole.bytes, { path, query: parameters });
  if (page === undefined) return 'invalid';
  const facts = { mediaType: whole.mediaType, digest: undefined, kind: 'tags' } as const;
  return { ...bytesRoute(page.bytes, facts), next: page.next };
}

/** Returns the decoded path of a request, undefined if it cannot be decoded, and its raw query. */
function partsOf(url: string): { readonly path: string | undefined; readonly query: string } {
  const [, written = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(url) ?? [];
  if (!written.includes('%')) return { path: written, query };
  try {
    return { path: decodeURIComponent(written), query };
  } catch {
    // A path with invalid percent encoding names nothing.
    return { path: undefined, query };
  }
}

const TOKEN_PATH = '/token';

/**
 * Refuses a request and says how to log in. A browser asks for a password. Other clients send the token itself, or get it from a
 * token server for a user and password; that server is this one, and the token the same. Clients such as skopeo use the first
 * scheme that is offered, so only one is.
 */
function refuseEntry(response: ServerResponse): void {
  const realm = new URL(TOKEN_PATH, clientOrigin(response.req)).href;
  response.setHeader(
    'www-authenticate',
    wantsHtml(response.req.headers)
      ? 'Basic realm="brewpull", charset="UTF-8"'
      : `Bearer realm="${realm}",service="brewpull"`,
  );
  fail(response, 401, ['UNAUTHORIZED', 'this server requires its token']);
}

/** https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/auth/token.md */
function grant(token: string, response: ServerResponse): void {
  const body = JSON.stringify({ token, access_token: token, expires_in: 3600 });
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': body.length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
