import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { conditionOf, rangeOf } from './conditions.ts';
import { PAGE_HEADERS, VARIES } from './page/front-page.ts';
import { problemPage } from './page/problem-page.ts';
import { wantsHtml } from './page/wants-html.ts';
import { HTML_TYPE, type Route, type ServedContent } from './route.ts';

/** A {@link Route}, and the path of the page that follows it. */
interface SentRoute extends Route {
  readonly next?: string | undefined;
}

/**
 * Sends the content of a route, subject to the conditions and the range of the request. Resolves to false, having sent nothing,
 * if the content cannot be made. `cache` says who may cache it: what a digest names forever, anything else for a minute.
 */
export async function send(
  route: SentRoute,
  response: ServerResponse,
  cache: 'public' | 'private',
): Promise<boolean> {
  const { digest, kind } = route;
  const { headers, method } = response.req;
  const etag = digest === undefined ? undefined : `"${digest}"`;
  const facts: Record<string, string | number> = {
    ...route.headers,
    'cache-control':
      kind === 'pinned' ? `${cache}, max-age=31536000, immutable` : `${cache}, max-age=60`,
    'accept-ranges': 'bytes',
  };
  if (etag !== undefined) facts['etag'] = etag;
  if (digest !== undefined && kind !== 'file' && kind !== 'tags') {
    facts['docker-content-digest'] = digest;
  }
  if (route.next !== undefined) facts['link'] = `<${route.next}>; rel="next"`;
  const condition = conditionOf(headers, etag);
  if (condition === 412) {
    fail(response, 412, ['UNSUPPORTED', 'it is not what If-Match names']);
    return true;
  }
  if (condition === 304) {
    response.writeHead(304, facts).end();
    return true;
  }
  const content = await route.open();
  if (content === undefined) return false;
  const size = 'bytes' in content ? content.bytes.length : content.sizeBytes;
  const range = rangeOf(headers, etag, size);
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${size}`);
    fail(response, 416, ['SIZE_INVALID', 'no such range']);
    return true;
  }
  const { start, end } = range ?? { start: 0, end: size };
  facts['content-type'] = content.mediaType;
  facts['x-content-type-options'] = 'nosniff';
  facts['content-length'] = end - start;
  if (range !== undefined) facts['content-range'] = `bytes ${start}-${end - 1}/${size}`;
  const begin = (): ServerResponse => response.writeHead(range === undefined ? 200 : 206, facts);
  if ('bytes' in content) {
    begin().end(method === 'HEAD' ? undefined : content.bytes.subarray(start, end));
    return true;
  }
  await stream(content, { start, end }, { response, begin });
  return true;
}

type StreamedContent = Exclude<ServedContent, { readonly bytes: Uint8Array }>;

async function stream(
  content: StreamedContent,
  range: { readonly start: number; readonly end: number },
  { response, begin }: { readonly response: ServerResponse; readonly begin: () => ServerResponse },
): Promise<void> {
  // Send no header until the first bytes have been read.
  const chunks = content.open(range)[Symbol.asyncIterator]();
  const first = await chunks.next();
  const isHead = response.req.method === 'HEAD';
  if (isHead || first.done === true) {
    await chunks.return?.();
    begin().end();
    return;
  }
  begin();
  if (first.value.length === range.end - range.start) {
    await chunks.return?.();
    response.end(first.value);
    return;
  }
  await pipeline(Readable.from(resume(first, chunks)), response);
}

/** Yields what was already read, then the rest. */
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

/**
 * Sends an error as registries do (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes), or a
 * page to a browser, if there is one for it.
 */
export function fail(
  response: ServerResponse,
  status: number,
  [code, message]: readonly [code: string, message: string],
): void {
  const page = wantsHtml(response.req.headers) ? problemPage(status) : undefined;
  const body = page ?? JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, {
    ...(page === undefined ? VARIES : PAGE_HEADERS),
    'content-type': page === undefined ? 'application/json' : HTML_TYPE,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
