import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';

import type { Tap } from '../tap/build-tap.ts';
import { type FaultServer, startServer } from './fault-server.ts';

/** A server of one repository, through git's own http-backend. */
export interface GitServer extends FaultServer {
  /** The address of the repository. */
  readonly repository: URL;
}

/** What the server does besides serving. */
export interface GitServerOptions {
  /** The `user:password` that it requires. */
  readonly login?: string;
  /** Called for every request, while the client waits. */
  readonly onRequest?: () => void;
}

/** Serves a tap over http, as GitHub serves repositories. */
export async function startGitServer(
  tap: Tap,
  { login, onRequest }: GitServerOptions = {},
): Promise<GitServer> {
  const server = await startServer((request, response) => {
    onRequest?.();
    const wanted = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    if (login !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    runBackend(tap, request, response);
  });
  const repository = new URL(`/${basename(tap.path)}`, server.url);
  return { ...server, repository, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** https://git-scm.com/docs/git-http-backend: a CGI program. */
function runBackend(tap: Tap, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const header = (name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: dirname(tap.path),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let isBody = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (isBody) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    isBody = true;
    answer(response, head.subarray(0, end).toString('latin1'));
    response.write(head.subarray(end + 4));
  });
  child.on('close', () => response.end());
}

function answer(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else if (name !== '') response.setHeader(name, value);
  }
  response.writeHead(status);
}
