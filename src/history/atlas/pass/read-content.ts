import { posix } from 'node:path';

import { FormulaUnreadableError } from '../../../core/errors.ts';
import type { FactsReader } from '../../state/formula-reader.ts';
import { findBottleMentions, IS_LARGE } from '../../rules/bottle-mentions.ts';
import type { FileContent } from '../file/path-change.ts';

/** A file as a commit left it. */
export interface CommittedFile {
  readonly path: string;
  readonly commit: { readonly oid: string; readonly date: string };
  readonly oid: string;
  readonly isLink: boolean;
  /** Undefined when the file is larger than any formula. */
  readonly bytes: Uint8Array | undefined;
}

/** Reads a file as a walk does. */
export async function readContent(
  reader: FactsReader,
  { path, commit, oid, isLink, bytes }: CommittedFile,
): Promise<FileContent> {
  if (isLink) {
    const target = posix.basename(Buffer.from(bytes ?? []).toString(), '.rb');
    return { kind: 'link', oid, target };
  }
  if (bytes === undefined) {
    return { kind: 'unreadable', oid, line: 1, reason: IS_LARGE, mentions: undefined };
  }
  try {
    const facts = await reader.readFacts(bytes, { path, commit: commit.oid }, commit.date);
    return { kind: 'present', oid, facts };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    const { where, reason } = error;
    const mentions = findBottleMentions(bytes);
    return { kind: 'unreadable', oid, line: where.line, reason, mentions };
  }
}
