import type { IncomingHttpHeaders } from 'node:http';

import type { FileRange } from '../../archive/gzip.ts';

/**
 * Evaluates the conditions of a request (RFC 9110, 13.2.2) for content with or without an entity tag: 412 if `If-Match` does not
 * hold, 304 if the client has the content. Entity tags in `If-None-Match` also match when weak, as a compressing proxy makes
 * them; those in `If-Match` do not.
 */
export function conditionOf(
  headers: IncomingHttpHeaders,
  etag: string | undefined,
): 304 | 412 | undefined {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && !names(ifMatch, etag, false)) return 412;
  return ifNoneMatch !== undefined && names(ifNoneMatch, etag, true) ? 304 : undefined;
}

function names(header: string, etag: string | undefined, isWeakEnough: boolean): boolean {
  if (header === etag || header.trim() === '*') return true;
  if (etag === undefined) return false;
  for (const [, weak, tag] of header.matchAll(/(W\/)?("[^"]*")/g)) {
    if (tag === etag && (isWeakEnough || weak === undefined)) return true;
  }
  return false;
}

/** Reads the range that a request asks for, of content with this size and entity tag; undefined for all of it. */
export function rangeOf(
  headers: IncomingHttpHeaders,
  etag: string | undefined,
  size: number,
): FileRange | 'unsatisfiable' | undefined {
  const ifRange = headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  return parseRange(headers.range, size);
}

/** Parses a single range (RFC 9110, 14.2); anything else is ignored, as the RFC allows. */
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
