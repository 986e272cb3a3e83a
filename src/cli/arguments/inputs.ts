import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import { parseBrewfile } from '../../plan/brewfile.ts';
import { parseNameList, type NameList } from '../../plan/name-list.ts';
import type { Terminal } from '../terminal.ts';
import type { Arguments } from './arguments.ts';

/** More than any list of formulae needs; what is larger is no list. */
const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** The formulae that a command line asks for. */
export interface Inputs {
  /** In the order given, each once. */
  readonly names: readonly string[];
  /** Lines of Brewfiles that ask for something else, as `Brewfile:3: cask "x": cask is not a formula`. */
  readonly skipped: readonly string[];
}

/**
 * Reads positional names, then `--from-file`, then `--brewfile`. Throws {@link UsageError} when no name is left, unless there
 * may be none.
 */
export async function readInputs(
  args: Arguments,
  terminal: Terminal,
  { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
): Promise<Inputs> {
  const names = new Set(args.positionals.map((name) => name.trim()).filter((name) => name !== ''));
  const skipped: string[] = [];
  const add = (list: NameList, source: string): void => {
    for (const name of list.names) names.add(name);
    for (const { line, text, reason } of list.skipped) {
      skipped.push(`${source}:${line}: ${text}: ${reason}`);
    }
  };
  for (const file of args.list('from-file')) {
    add(parseNameList(await readText(file, terminal), sourceName(file)), sourceName(file));
  }
  for (const file of args.list('brewfile')) {
    add(parseBrewfile(await readText(file, terminal)), sourceName(file));
  }
  if (names.size === 0 && !mayBeEmpty) {
    throw new UsageError('no formula is named', {
      hint: 'Name one, e.g. brewpull vim --macos 11 --arch amd64; see brewpull --help.',
    });
  }
  return { names: [...names], skipped };
}

async function readText(file: string, terminal: Terminal): Promise<string> {
  const bytes =
    file === '-' ? await readStdin(terminal) : await readBounded(resolve(terminal.cwd(), file));
  if (bytes.length > MAX_INPUT_BYTES) {
    throw new UsageError(`${sourceName(file)} is larger than 4 MiB, which is no list of formulae`);
  }
  return bytes.toString('utf8');
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

async function readStdin(terminal: Terminal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of terminal.stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    chunks.push(bytes);
    if (size > MAX_INPUT_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function sourceName(file: string): string {
  return file === '-' ? 'standard input' : file;
}
