import { createReadStream } from 'node:fs';

import { StoreError, UsageError } from '../../core/errors.ts';
import type { Destination } from '../../bottle/place/destination.ts';
import {
  isUsedFolder,
  requirePlaceForFile,
  requirePlaceForFolder,
} from '../../store/place/check-place.ts';
import { isThere } from '../../store/place/final-name.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './options/arguments.ts';
import { cannotMake, readOutputPath } from './output-path.ts';

/**
 * Reads `--output`: a folder (by default the working folder), a file name for one bottle, ending in `.tar.gz`, or `-` for
 * standard output. The last two need a single result. With `--prebuilt` the file may be any archive. Throws {@link UsageError}.
 */
export function readDestination(args: Arguments, session: Session, results: number): Destination {
  const output = readOutputPath(args, session, 'output');
  if (output === undefined) return { kind: 'folder', path: session.resolvePath('.') };
  const { text, path, archive } = output;
  const isStream = text === '-';
  if (!isStream && archive === undefined) return { kind: 'folder', path };
  if (!isStream && archive !== '.tar.gz' && !args.flag('prebuilt')) {
    throw cannotMake(output, {
      can: 'a folder of bottles, or one bottle as it is, a .tar.gz',
      hint: 'A folder: -o bottles. One file for a Mac: brewpull bundle -o bundle.tar.',
    });
  }
  if (results !== 1) {
    throw new UsageError(`--output ${text} takes one bottle, and ${results} are asked for`, {
      hint: 'Name a folder instead.',
    });
  }
  if (!isStream) return { kind: 'file', path };
  requireStandardOutput(session, {
    what: 'a bottle',
    hint: 'Use one of them, or --receipt FILE for the facts.',
  });
  return {
    kind: 'stream',
    send: async (from) => {
      for await (const chunk of createReadStream(from)) await session.print(toBytes(chunk));
    },
  };
}

/**
 * Throws `FileExistsError` or `StoreError` if nothing could be written there. A place that already has something is let through:
 * it may have everything that is asked for, as each bottle is looked for before its download.
 */
export async function requireDestination(destination: Destination): Promise<void> {
  if (destination.kind === 'stream') return;
  const { kind, path } = destination;
  try {
    await (kind === 'folder' ? requirePlaceForFolder(path) : requirePlaceForFile(path));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const isUsed = kind === 'folder' ? await isUsedFolder(path) : await isThere(path);
    if (!isUsed) throw error;
  }
}

/** Throws {@link UsageError} if `--output -` cannot send bytes to standard output; `what` says what they are, e.g. `a bottle`. */
export function requireStandardOutput(
  { json, terminal }: Session,
  { what, hint = 'Use one of them.' }: { readonly what: string; readonly hint?: string },
): void {
  if (json) throw new UsageError('--output - and --json both want standard output', { hint });
  if (terminal.stdout.isTTY) {
    throw new UsageError(`--output - would write ${what} to the terminal`, {
      hint: 'Redirect standard output to a file or a program.',
    });
  }
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new Error('Internal error: a file gave something other than bytes');
}
