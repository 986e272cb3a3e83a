import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import type { OptionLayer, OptionValue } from './arguments.ts';
import { isOptionName, type OptionName } from './options.ts';

/** Name of a project's file, looked for in the working folder and above. */
const PROJECT_FILE = '.brewpull.json';

/** Whom to believe is for the person to say, not for a folder that was unpacked or cloned. */
const NOT_FOR_PROJECTS: readonly OptionName[] = [
  'attestation-api',
  'ca-file',
  'creds',
  'proxy',
  'trusted-root',
];

/**
 * Finds and reads the nearest project file; undefined when there is none. Throws {@link UsageError} for a bad one, for one
 * that another user put there, and for options that decide whom to believe.
 */
export async function readProjectFile(folder: string): Promise<OptionLayer | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, PROJECT_FILE);
    const layer = await readOptionFile(path);
    if (layer !== undefined) await requireHarmless(path, layer);
    if (layer !== undefined || dirname(at) === at) return layer;
  }
}

async function requireHarmless(path: string, { values }: OptionLayer): Promise<void> {
  const { uid } = await stat(path);
  const user = process.getuid?.();
  if (user !== undefined && uid !== user && uid !== 0) {
    throw new UsageError(`${path} belongs to another user, who could so decide what you get`, {
      hint: 'Remove it, or work in another folder.',
    });
  }
  const bad = NOT_FOR_PROJECTS.find((name) => values.has(name));
  if (bad === undefined) return;
  throw new UsageError(`${path}: ${bad} decides whom to believe, and a project may not`, {
    hint: `Use --${bad}, or the user's own file of options.`,
  });
}

/** Reads options from a JSON object; undefined when there is no such file. Throws {@link UsageError} for a bad one. */
export async function readOptionFile(path: string): Promise<OptionLayer | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined; // Not there, or not readable to this user: configuration is optional.
  }
  const values = new Map<OptionName, OptionValue>();
  for (const [name, value] of Object.entries(parseObject(text, path))) {
    if (!isOptionName(name)) {
      throw new UsageError(`${path}: ${name} is not an option`, {
        hint: 'Use the long names of options without dashes, e.g. "macos"; see brewpull --help.',
      });
    }
    values.set(name, toValue(value, `${path}: ${name}`));
  }
  return { values, describe: (name) => `${basename(path)}: ${name}` };
}

function parseObject(text: string, path: string): object {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON`, { cause: error });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw new UsageError(`${path} must hold one JSON object with options`);
}

function toValue(value: unknown, said: string): OptionValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new UsageError(`${said} must be a text, true or false, or a list of texts`, {
    hint: 'Write versions as text: "macos": "10.15".',
  });
}
