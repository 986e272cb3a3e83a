import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Gives eight random hexadecimal digits, for a name that no other run uses. */
export function randomMark(): string {
  return randomUUID().slice(0, 8);
}

/** Gives a name in the same folder that no one else uses and that a person sees to be unfinished. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomMark()}.part`);
}
