import { posix } from 'node:path';

import type { BottleFacts } from '../../../core/bottle-span.ts';
import { FormulaUnreadableError } from '../../../core/errors.ts';
import type { FileContent } from '../file/path-change.ts';
import { type PlainMemory, readPlainFormula } from '../plain/plain-formula.ts';

/** Reads the part of formula files that an atlas keeps; every `FormulaReader` is one. */
export interface BottleFactsReader {
  /** Throws {@link FormulaUnreadableError}. `date` is the commit's, which decides between the version rules of the years. */
  read(
    bytes: Uint8Array,
    where: { readonly path: string; readonly commit: string },
    date: string,
  ): BottleFacts;
}

/** A file as a commit left it. */
export interface CommittedFile {
  readonly path: string;
  readonly commit: { readonly oid: string; readonly date: string };
  readonly blob: string;
  readonly isLink: boolean;
  /** Undefined when the file is larger than any formula. */
  readonly bytes: Uint8Array | undefined;
}

/** Reads a file as `walkFormula` does; `memory` is what is kept of the path's other states. */
export function readContent(
  reader: BottleFactsReader,
  file: CommittedFile,
  memory: PlainMemory,
): FileContent {
  const { path, commit, blob, isLink, bytes } = file;
  if (isLink) {
    const target = posix.basename(Buffer.from(bytes ?? []).toString(), '.rb');
    return { kind: 'link', blob, target };
  }
  if (bytes === undefined) {
    return { kind: 'unreadable', blob, line: 1, reason: 'it is larger than 4 MiB' };
  }
  try {
    const facts =
      readPlainFormula(bytes, commit.date, memory) ??
      reader.read(bytes, { path, commit: commit.oid }, commit.date);
    return { kind: 'present', blob, facts };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    return { kind: 'unreadable', blob, line: error.where.line, reason: error.reason };
  }
}
