import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import type { Destination } from '../../bottle/place/destination.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './options/arguments.ts';

/**
 * Reads `--output`: a folder (the working folder without it), a file name ending in `.tar.gz`, or `-` for standard
 * output. The last two need a single result. Throws {@link UsageError}.
 */
export function readDestination(args: Arguments, session: Session, results: number): Destination {
  const output = args.text('output');
  const { terminal } = session;
  if (output === undefined) return { kind: 'folder', path: terminal.cwd() };
  const isStream = output === '-';
  if (!isStream && !output.endsWith('.tar.gz')) {
    return { kind: 'folder', path: resolve(terminal.cwd(), output) };
  }
  if (results !== 1) {
    throw new UsageError(`--output ${output} takes one bottle, and ${results} are asked for`, {
      hint: 'Name a folder instead.',
    });
  }
  if (!isStream) return { kind: 'file', path: resolve(terminal.cwd(), output) };
  requireStandardOutput(session, {
    what: 'a bottle',
    hint: 'Use one of them, or --receipt FILE for the facts.',
  });
  return {
    kind: 'stream',
    send: async (path) => {
      for await (const chunk of createReadStream(path)) await session.print(toBytes(chunk));
    },
  };
}

/** Throws {@link UsageError} where `--output -` cannot send bytes to standard output; `what` says of what, e.g. `a bottle`. */
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
