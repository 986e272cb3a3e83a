import { createHash, timingSafeEqual } from 'node:crypto';

import { UsageError } from '../../core/errors.ts';

/** Reports whether the `Authorization` header of a request has the server's token. */
export type MayRead = (authorization: string | undefined) => boolean;

/**
 * Reads the token of a server: one line of the characters allowed in a bearer token (RFC 6750, 2.1). Throws
 * {@link UsageError}, which does not repeat the token; `what` says where it is from.
 */
export function parseAccessToken(bytes: Uint8Array, what: string): string {
  const token = Buffer.from(bytes)
    .toString('latin1')
    .replace(/\r?\n$/, '');
  if (/^[A-Za-z0-9._~+/-]{8,4096}=*$/.test(token)) return token;
  throw new UsageError(
    `${what} does not contain a token: one line of 8 or more letters, digits and -._~+/`,
    {
      hint: 'Make one with: openssl rand -hex 32',
    },
  );
}

/**
 * Admits requests with `Bearer TOKEN`, and with `Basic` if the token is the password of any user, for clients that only know
 * that. Takes constant time, so that it does not reveal how much of a wrong token is right.
 */
export function admit(token: string): MayRead {
  const wanted = sum(token);
  return (authorization = '') => {
    const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization) ?? [];
    const isBasic = scheme.toLowerCase() === 'basic';
    const pair = isBasic ? Buffer.from(value, 'base64').toString('latin1') : value;
    const given = isBasic ? pair.slice(pair.indexOf(':') + 1) : pair;
    return timingSafeEqual(sum(given), wanted);
  };
}

function sum(text: string): Buffer {
  return createHash('sha256').update(text, 'latin1').digest();
}
