import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Gives a name in the same folder that no one else uses and that a person sees to be unfinished. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`);
}
