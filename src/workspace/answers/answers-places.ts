import { join } from 'node:path';

/** Returns where the cache keeps the fetched answers of a tap: the small file, and the atlas with all bottles. */
export function fetchedAnswersPaths(
  cacheDirectory: string,
  tap: string,
): { readonly answers: string; readonly atlas: string } {
  const name = join(cacheDirectory, 'answers', tap.replace('/', '-'));
  return { answers: `${name}.answers`, atlas: `${name}.atlas` };
}
