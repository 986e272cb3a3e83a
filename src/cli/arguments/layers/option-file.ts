import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';

import { hexOfBytes, type Hex } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import { readJson } from '../../../json/read-json.ts';
import { readOwnedFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, readFailure } from '../../../store/store-failure.ts';
import type { OptionLayer, OptionValue } from '../options/arguments.ts';
import { isOptionName, type OptionName } from '../options/options.ts';

const LIMIT_BYTES = 1024 * 1024;

/** What a file of options says. */
export interface OptionFile extends OptionLayer {
  readonly sha256: Hex;
  /** The user ID of the file's owner. */
  readonly uid: number;
}

/**
 * Reads options from a JSON object; undefined when there is no such file. Throws {@link UsageError} for a bad file, and for one
 * that exists but cannot be read: what it forbids would be silently lost.
 */
export async function readOptionFile(path: string): Promise<OptionFile | undefined> {
  const read = await readBytes(path);
  if (read === undefined) return undefined;
  const { bytes, uid } = read;
  const values = new Map<OptionName, OptionValue>();
  for (const [name, value] of Object.entries(parseObject(bytes, path))) {
    if (!isOptionName(name)) {
      throw new UsageError(`${path}: ${spellName(name)} is not an option`, {
        hint: 'Use the long names of options without dashes, e.g. "macos"; see brewpull --help.',
      });
    }
    // As in the environment, an empty string sets nothing.
    if (value !== '') values.set(name, toValue(value, `${path}: ${name}`));
  }
  const sha256 = hexOfBytes(bytes);
  return { values, describe: (name) => `${basename(path)}: ${name}`, sha256, uid };
}

/** Quotes a name that no option could have, and cuts it if it is long. */
function spellName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : JSON.stringify(name.slice(0, 40));
}

async function readBytes(
  path: string,
): Promise<{ readonly bytes: Buffer; readonly uid: number } | undefined> {
  try {
    return await readOwnedFile(path, LIMIT_BYTES);
  } catch (error) {
    if (await isMissing(path, error)) return undefined;
    throw new UsageError(`options cannot be read from ${path}: ${readFailure(path, error)}`, {
      cause: error,
      hint: 'Make it a readable file, or remove it.',
    });
  }
}

/** If the user may not look into the folder, the file counts as missing. */
async function isMissing(path: string, error: unknown): Promise<boolean> {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return true;
  if (code !== 'EACCES' && code !== 'EPERM') return false;
  return lstat(path).then(
    () => false,
    () => true,
  );
}

function parseObject(bytes: Uint8Array, path: string): object {
  const json = readJson(bytes, { what: path, error: UsageError });
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw new UsageError(`${path} must hold one JSON object with options`);
}

function toValue(value: unknown, label: string): OptionValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new UsageError(`${label} must be a string, true or false, or a list of strings`, {
    hint: 'Write versions as text: "macos": "10.15".',
  });
}
