import { FormulaUnreadableError } from '../../core/errors.ts';
import type { FileContent } from '../state/file-content.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import { nameInLink } from '../tap/tap-names.ts';
import { findBottleMentions } from './bottle-mentions.ts';

/** A file as a commit left it. */
export interface CommittedFile {
  readonly path: string;
  readonly commit: { readonly oid: string; readonly date: string };
  /** Undefined if it was deleted. */
  readonly oid: string | undefined;
  /** Octal; `120000` is a symbolic link. */
  readonly mode: string;
  /** Undefined if it is larger than any formula, or was deleted. */
  readonly bytes: Uint8Array | undefined;
}

/** Reads what a file says about a formula's bottles. */
export async function readContent(
  reader: FactsReader,
  { path, commit, oid, mode, bytes }: CommittedFile,
): Promise<FileContent> {
  if (oid === undefined) return { kind: 'deleted' };
  if (isLinkMode(mode)) return { kind: 'link', oid, target: nameInLink(bytes ?? new Uint8Array()) };
  if (bytes === undefined) {
    const reason = 'it is larger than 4 MiB';
    return { kind: 'unreadable', oid, line: 1, reason, mentions: undefined };
  }
  try {
    const facts = await reader.readFacts(bytes, { path, commit: commit.oid }, commit.date);
    return { kind: 'present', oid, facts };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    const { where, reason, cause } = error;
    const mentions = findBottleMentions(bytes);
    return { kind: 'unreadable', oid, line: where?.line ?? 1, reason, mentions, cause };
  }
}

/** Checks whether a file mode of git is that of a symbolic link. */
export function isLinkMode(mode: string): boolean {
  return mode === '120000';
}
