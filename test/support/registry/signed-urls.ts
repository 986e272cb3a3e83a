import { createHmac } from 'node:crypto';

/** Makes the URL of a blob at the other host, valid until a time in milliseconds since 1970. */
export function signBlobUrl(host: URL, repository: string, digest: string, endsAt: number): URL {
  const url = new URL(`${repository}/${digest}`, host);
  url.searchParams.set('se', String(endsAt));
  url.searchParams.set('sig', signatureOf(url.pathname, String(endsAt)));
  return url;
}

/** Reads a signed URL; returns undefined if the signature is wrong or has expired. */
export function readSignedUrl(
  url: URL,
  now: number,
): { readonly repository: string; readonly digest: string } | undefined {
  const ends = url.searchParams.get('se') ?? '';
  if (url.searchParams.get('sig') !== signatureOf(url.pathname, ends)) return undefined;
  if (Number(ends) <= now) return undefined;
  const [, repository = '', digest = ''] = /^\/(.+)\/([^/]+)$/.exec(url.pathname) ?? [];
  return { repository, digest };
}

function signatureOf(path: string, ends: string): string {
  return createHmac('sha256', 'signed urls').update(`${path} ${ends}`).digest('base64url');
}
