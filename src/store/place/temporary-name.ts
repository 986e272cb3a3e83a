import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Returns eight random hexadecimal digits, for a name that no other run uses. */
export function randomMark(): string {
  return randomUUID().slice(0, 8);
}

/** Returns a name in the same folder that nothing else uses, and that looks unfinished to users. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomMark()}.part`);
}
