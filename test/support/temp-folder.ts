import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder; it is removed, with everything in it, when the scope that holds it ends. */
export class TempFolder implements AsyncDisposable {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The path of something in the folder. */
  at(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Makes a folder: `await using folder = await tempFolder()`. */
export async function tempFolder(): Promise<TempFolder> {
  return new TempFolder(await mkdtemp(join(tmpdir(), 'brewpull-test-')));
}
