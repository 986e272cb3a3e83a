import { posix } from 'node:path';

import type { BottleFacts } from '../../../core/bottle-span.ts';
import { FormulaUnreadableError } from '../../../core/errors.ts';
import { findBottleMentions, IS_LARGE } from '../../rules/bottle-mentions.ts';
import type { NewContent, NewFacts } from '../file/path-change.ts';
import type { PlainReader } from '../plain/plain-reader.ts';

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

/** Reads a file as `walkFormula` does; `plain` read the path's newer states. */
export function readContent(
  reader: BottleFactsReader,
  file: CommittedFile,
  plain: PlainReader,
): NewContent {
  const { path, commit, blob, isLink, bytes } = file;
  if (isLink) {
    const target = posix.basename(Buffer.from(bytes ?? []).toString(), '.rb');
    return { kind: 'link', blob, target };
  }
  if (bytes === undefined) {
    return { kind: 'unreadable', blob, line: 1, reason: IS_LARGE, mentions: undefined };
  }
  try {
    return { kind: 'present', blob, facts: readFacts(reader, { path, commit, bytes }, plain) };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    const { where, reason } = error;
    const mentions = findBottleMentions(bytes);
    return { kind: 'unreadable', blob, line: where.line, reason, mentions };
  }
}

function readFacts(
  reader: BottleFactsReader,
  { path, commit, bytes }: Pick<CommittedFile, 'path' | 'commit'> & { readonly bytes: Uint8Array },
  plain: PlainReader,
): NewFacts {
  const found = plain.read(bytes, commit.date);
  if (found !== undefined) return found;
  const facts = reader.read(bytes, { path, commit: commit.oid }, commit.date);
  return { version: facts, bottle: facts.bottle };
}
