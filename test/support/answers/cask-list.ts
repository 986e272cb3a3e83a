import { writeFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';

import { tempFolder } from '../temp-folder.ts';

/** A list of casks like the one in the package. */
export interface CaskFile extends AsyncDisposable {
  readonly path: string;
}

/** Makes a list of casks of homebrew/cask. */
export async function makeCaskList(tokens: readonly string[]): Promise<CaskFile> {
  const folder = await tempFolder();
  const path = folder.at('casks.names');
  const list = { schemaVersion: 1, tap: 'homebrew/cask', date: '2026-08-22T00:00:00Z', tokens };
  await writeFile(path, brotliCompressSync(JSON.stringify(list)));
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
