import { createHash } from 'node:crypto';

/**
 * Gives the object id that git gives a file of these bytes, as `git hash-object` does: by SHA-256 where `like` is an id of
 * that length, else by SHA-1.
 */
export function gitBlobOid(bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
