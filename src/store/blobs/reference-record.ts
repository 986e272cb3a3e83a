import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { hexOfBytes, isDigest, type Digest } from '../../core/digest.ts';
import { writeFileAtomic } from '../place/atomic-write.ts';
import { noteUse } from './cache-usage.ts';
import { codeOf, explainStoreFailure } from '../store-failure.ts';

/**
 * Remembers what registries' references pointed to when last asked, for `--offline`. A record is named after the hash of what
 * it is about, because references and repositories come from outside.
 */
export class ReferenceRecords {
  readonly #directory: string;

  /** `directory` is the cache's folder. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Records what a reference pointed to; a later record replaces an earlier one. */
  async write(name: ReferenceName, digest: Digest): Promise<void> {
    const path = this.#pathOf(name);
    if ((await this.read(name)) === digest) await noteUse(path);
    else await writeFileAtomic(path, `${digest}\n${spell(name)}\n`);
  }

  /** Reads what a reference pointed to; undefined if it was never asked. */
  async read(name: ReferenceName): Promise<Digest | undefined> {
    const path = this.#pathOf(name);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw explainStoreFailure('read', path, error);
    }
    const [digest = '', said] = text.split('\n');
    return isDigest(digest) && said === spell(name) ? digest : undefined;
  }

  #pathOf(name: ReferenceName): string {
    const hex = hexOfBytes(spell(name));
    return join(this.#directory, 'references', hex.slice(0, 2), hex);
  }
}

/** What a record is about. */
export interface ReferenceName {
  readonly registry: URL;
  readonly repository: string;
  readonly reference: string;
}

function spell({ registry, repository, reference }: ReferenceName): string {
  return JSON.stringify([registry.href, repository, reference]);
}
