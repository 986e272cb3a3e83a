import type { Brewpull } from '../brewpull/open.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { ClosureItem } from './closure-plan.ts';

/** A formula file as of the commit that a bottle belongs to. */
export interface FormulaFile {
  readonly path: string;
  readonly commit: string;
  readonly text: string;
}

/**
 * Reads the formula file of a planned bottle: from the lock that it comes from, else from history. Undefined where neither
 * has it, and for one that is not UTF-8, which Homebrew does not read either.
 */
export async function readFormulaFile(
  brewpull: Brewpull,
  { found, locked }: Pick<ClosureItem, 'found' | 'locked'>,
): Promise<FormulaFile | undefined> {
  const { record, tap } = found;
  if (record === undefined) return undefined;
  const { commit, path } = record;
  const text = locked === undefined ? await readText(brewpull, tap, record) : locked.formulaText;
  return text === undefined ? undefined : { path, commit: commit.oid, text };
}

async function readText(
  brewpull: Brewpull,
  tap: string,
  { commit, path }: NonNullable<FoundBottle['record']>,
): Promise<string | undefined> {
  const history = await brewpull.histories.of(tap);
  const file = await history?.repository.read(`${commit.oid}:${path}`);
  if (file?.status !== 'found') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
