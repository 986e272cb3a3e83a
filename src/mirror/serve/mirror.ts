import { createServer, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileRange } from '../../archive/gzip.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { wordsOf } from '../../store/store-failure.ts';
import type { CoreTap } from './core-tap.ts';
import { buildRoutes, type Route } from './mirror-routes.ts';
import type { BundleReader } from '../../bundle/file/open-bundle.ts';

/**
 * Makes a read-only server of what a bundle holds, for brew's `HOMEBREW_ARTIFACT_DOMAIN` and, with flat names,
 * `HOMEBREW_BOTTLE_DOMAIN`, and of the core taps that are given: GET and HEAD, single ranges, digests as entity tags. Names are looked up in a table made from
 * the bundle, so no request can reach another file; a file that is no longer what the reader checked is answered with 500
 * and reported to `onFailure`. The caller listens, closes, and closes the reader after that.
 */
export async function createMirrorServer(
  reader: BundleReader,
  coreTaps: readonly CoreTap[],
  onFailure: (message: string) => void,
): Promise<Server> {
  const routes = await buildRoutes(reader, coreTaps);
  return createServer((request, response) => {
    answer(reader, routes, response).catch((error: unknown) => {
      // A client that left is no failure; a medium that was pulled out, or a file that was changed, is.
      if (!request.socket.destroyed || error instanceof InvalidFileError) onFailure(wordsOf(error));
      if (response.headersSent) return response.destroy();
      // The digest was not kept.
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      return fail(response, 500, ['UNKNOWN', 'the bundle cannot be read']);
    });
  });
}

async function answer(
  reader: BundleReader,
  routes: ReadonlyMap<string, Route>,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '/' } = response.req;
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    fail(response, 405, ['UNSUPPORTED', 'this mirror is read-only']);
    return;
  }
  const path = pathOf(url);
  if (path === '/v2' || path === '/v2/') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 });
    response.end(method === 'HEAD' ? undefined : '{}');
    return;
  }
  const route = path === undefined ? undefined : routes.get(path);
  const content = route === undefined ? undefined : await contentOf(reader, route);
  if (route === undefined || content === undefined) {
    const code = path?.includes('/blobs/') === true ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN';
    fail(response, 404, [code, 'not in this bundle']);
    return;
  }
  await send(route, content, response);
}

/** Bytes of a known number that can be read from anywhere. */
interface ServedContent {
  readonly sizeBytes: number;
  open(range: FileRange): AsyncIterable<Uint8Array>;
}

async function contentOf(reader: BundleReader, route: Route): Promise<ServedContent | undefined> {
  if ('file' in route) {
    return {
      sizeBytes: reader.sizeOf(route.file),
      open: (range) => reader.open(route.file, range),
    };
  }
  const bytes = await route.make();
  if (bytes === undefined) return undefined;
  return {
    sizeBytes: bytes.length,
    open: async function* ({ start, end }) {
      yield bytes.subarray(start, end);
    },
  };
}

async function send(route: Route, content: ServedContent, response: ServerResponse): Promise<void> {
  const request = response.req;
  const size = content.sizeBytes;
  const etag = route.digest === undefined ? undefined : `"${route.digest}"`;
  const ifRange = request.headers['if-range'];
  const range =
    ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, size) : undefined;
  response.setHeader('content-type', route.mediaType);
  if (route.digest !== undefined) response.setHeader('docker-content-digest', route.digest);
  if (etag !== undefined) response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${size}`);
    fail(response, 416, ['SIZE_INVALID', 'no such range']);
    return;
  }
  const { start, end } = range ?? { start: 0, end: size };
  // Nothing is promised before it is seen that the bytes are there.
  const chunks = content.open({ start, end })[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (request.method === 'HEAD') await chunks.return?.();
  response.setHeader('content-length', end - start);
  if (range !== undefined) response.setHeader('content-range', `bytes ${start}-${end - 1}/${size}`);
  response.writeHead(range === undefined ? 200 : 206);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(resume(first, chunks)), response);
}

/** Gives what was read, and then the rest. */
async function* resume(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}

/** Reads a single range (RFC 9110, 14.2); anything else is ignored, as the RFC allows. */
function parseRange(
  header: string | undefined,
  size: number,
): FileRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [first = '', last = ''] = [match?.[1], match?.[2]];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** Gives the decoded path of a request; undefined when it cannot be decoded. */
function pathOf(target: string): string | undefined {
  try {
    return decodeURIComponent(target.replace(/[?#].*$/s, ''));
  } catch {
    // Bad percent signs name nothing.
    return undefined;
  }
}

/** Answers as registries do (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes). */
function fail(
  response: ServerResponse,
  status: number,
  [code, message]: readonly [code: string, message: string],
): void {
  const body = JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
