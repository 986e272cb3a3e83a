import { posix } from 'node:path';

import type { Repository } from '../../src/git/repository.ts';
import { isFormulaPath, judgeFile, plainText } from './judge-file.ts';
import type { MirrorCommit, MirrorFile } from './mirror-states.ts';

/** A mirror as it was read. */
export interface ReadMirror {
  readonly name: string;
  readonly repository: Repository;
  readonly commits: readonly MirrorCommit[];
}

interface Candidate extends MirrorFile {
  readonly path: string;
  readonly repository: Repository;
}

/** Finds a whole copy, in any mirror, of a file that is damaged in one. */
export class WholeFiles {
  readonly #candidates = new Map<string, Map<string, Candidate>>();
  readonly #known = new Map<string, Promise<ReadonlyMap<string, MirrorFile>>>();

  constructor(mirrors: readonly ReadMirror[]) {
    for (const { repository, commits } of mirrors) {
      for (const { changes } of commits) {
        for (const [path, file] of changes) {
          if (file === undefined || !isFormulaPath(path)) continue;
          const name = posix.basename(path);
          const found = this.#candidates.get(name) ?? new Map<string, Candidate>();
          found.set(file.oid, { ...file, path, repository });
          this.#candidates.set(name, found);
        }
      }
    }
  }

  /** Finds a whole file of this name whose text is the same except for what mirrors put into addresses. */
  async find(path: string, text: string): Promise<MirrorFile | undefined> {
    const name = posix.basename(path);
    const known = this.#known.get(name) ?? this.#read(name);
    this.#known.set(name, known);
    return (await known).get(plainText(text));
  }

  async #read(name: string): Promise<ReadonlyMap<string, MirrorFile>> {
    const whole = new Map<string, MirrorFile>();
    for (const { repository, path, oid, mode } of this.#candidates.get(name)?.values() ?? []) {
      const bytes = await repository.readObject(oid);
      if (bytes === undefined) continue;
      const text = Buffer.from(bytes).toString('latin1');
      if (judgeFile(path, text) === 'whole') whole.set(plainText(text), { oid, mode });
    }
    return whole;
  }
}
