import { link, stat } from 'node:fs/promises';

import { codeOf } from '../store-failure.ts';

/** The error codes for a file system, or a pair of them, that has no hard links, or no more of them for one file. */
const WITHOUT_LINKS = new Set([
  'EXDEV',
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
]);

/**
 * Gives a file a second name, which shares its bytes: for files that nobody edits. Returns false if the file system cannot do
 * that. Throws other file system errors unchanged, `EEXIST` if the name is taken.
 */
export async function linkFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (WITHOUT_LINKS.has(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/** Returns whether two names belong to one file. Throws file system errors unchanged. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a), stat(b)]);
  // Some file systems number nothing.
  return one.dev === other.dev && one.ino === other.ino && one.ino !== 0;
}
