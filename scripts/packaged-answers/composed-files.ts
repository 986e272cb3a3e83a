import { posix } from 'node:path';

import { judgeFile, withoutVersion } from './judge-file.ts';
import type { MirrorFile } from './mirror-states.ts';
import type { ReadMirror, WholeFiles } from './whole-files.ts';

/** What a formula's file becomes in the composed history. */
export type ComposedFile =
  | { readonly kind: 'as-is' | 'filled'; readonly file: MirrorFile }
  | { readonly kind: 'damaged'; readonly text: string }
  | { readonly kind: 'other-tap' };

/** How many files are read at once. */
const BATCH = 500;

/** Decides what becomes of the files of one mirror; each file is read once. */
export class ComposedFiles {
  /** Formulae whose version could not be read in some states, and in how many. */
  readonly damaged = new Map<string, number>();
  /** How many states were damaged here while the same file was whole elsewhere. */
  filled = 0;
  readonly #mirror: Pick<ReadMirror, 'repository'>;
  readonly #whole: WholeFiles;
  readonly #known = new Map<string, ComposedFile>();

  constructor(mirror: Pick<ReadMirror, 'repository'>, whole: WholeFiles) {
    this.#mirror = mirror;
    this.#whole = whole;
  }

  /** Decides about files by path, in the order given. */
  async decide(
    files: readonly (readonly [path: string, file: MirrorFile])[],
  ): Promise<ReadonlyMap<string, ComposedFile>> {
    const unknown = files.filter(([path, { oid }]) => !this.#known.has(`${path} ${oid}`));
    for (let next = 0; next < unknown.length; next += BATCH) {
      const batch = unknown.slice(next, next + BATCH);
      const texts = await this.#mirror.repository.readObjects(batch.map(([, { oid }]) => oid));
      for (const [index, [path, file]] of batch.entries()) {
        const text = Buffer.from(texts[index] ?? []).toString('latin1');
        this.#known.set(`${path} ${file.oid}`, await this.#judge(path, file, text));
      }
    }
    return new Map(
      files.flatMap(([path, { oid }]) => {
        const found = this.#known.get(`${path} ${oid}`);
        return found === undefined ? [] : [[path, found] as const];
      }),
    );
  }

  async #judge(path: string, file: MirrorFile, text: string): Promise<ComposedFile> {
    const worth = judgeFile(path, text);
    if (worth === 'other-tap') return { kind: worth };
    if (worth === 'whole') return { kind: 'as-is', file };
    const whole = await this.#whole.find(path, text);
    if (whole !== undefined) {
      this.filled += 1;
      return { kind: 'filled', file: whole };
    }
    const name = posix.basename(path, '.rb');
    this.damaged.set(name, (this.damaged.get(name) ?? 0) + 1);
    return { kind: 'damaged', text: withoutVersion(text) };
  }
}
