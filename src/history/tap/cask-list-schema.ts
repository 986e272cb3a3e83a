import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

import * as v from 'valibot';

import { InvalidFileError } from '../../core/errors.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';

/** All names together take 140 kB. */
const MOST_BYTES = 4 * 1024 * 1024;

const LIST = v.object({
  schemaVersion: v.literal(1),
  tap: v.string(),
  date: v.string(),
  tokens: v.array(v.string()),
});

/** The names of a tap's casks as of one day. */
export interface CaskList {
  /** As `user/name`. */
  readonly tap: string;
  readonly tokens: ReadonlySet<string>;
}

/** Reads a packaged list of casks: JSON compressed with brotli. Throws {@link InvalidFileError}, or a file system error. */
export async function readCaskList(path: string): Promise<CaskList> {
  const bytes = await readRegularFile(path, MOST_BYTES);
  const what = `the list of casks ${path}`;
  const json = await decompress(bytes, what);
  const { tap, tokens } = parseJson(LIST, json, { what });
  return { tap, tokens: new Set(tokens) };
}

async function decompress(bytes: Uint8Array, what: string): Promise<Buffer> {
  try {
    return await promisify(brotliDecompress)(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new InvalidFileError(`${what} is damaged`, { cause });
  }
}
