import { join } from 'node:path';

import { HistoryError } from '../../core/errors.ts';
import type { FormulaReader } from '../../formula/history/formula-reader.ts';
import { CORE_TAP } from '../../formula/tap/formula-ref.ts';
import { findTapDirectory } from '../../formula/tap/tap-directory.ts';
import { isCopyComplete } from '../../git/managed/managed-copy.ts';
import { openRepository } from '../../git/repository.ts';
import type { HistorySource } from '../resolve/history-source.ts';
import type { BrewpullOptions } from './options.ts';
import { TapHistory } from './tap-history.ts';

/** The histories of taps, each opened when it is first asked for. */
export interface Histories {
  /** Undefined when the registry is to be asked. Throws `HistoryError` or `GitError` where git is demanded and cannot serve. */
  of(tap: string): Promise<TapHistory | undefined>;
  /** Gives the cheapest source for so many formulae; see {@link Histories.of}. */
  sourceFor(tap: string, formulae: number): Promise<HistorySource | undefined>;
  /** Loads the reader of formula files, once for all taps. */
  reader(): Promise<FormulaReader>;
  close(): Promise<void>;
}

/** Where a managed copy of a tap is, under the cache. */
export function managedCopyPath(cacheDirectory: string, tap: string): string {
  return join(cacheDirectory, 'taps', `${tap}.git`);
}

/** Opens histories as the options say. */
export function openHistories(options: BrewpullOptions, cacheDirectory: string): Histories {
  const opened = new Map<string, Promise<TapHistory | undefined>>();
  let reader: Promise<FormulaReader> | undefined;
  const loadReader = (): Promise<FormulaReader> => {
    reader ??= import('../../formula/ruby/reader.ts').then(({ createFormulaReader }) =>
      createFormulaReader(),
    );
    return reader;
  };
  const open = async (tap: string): Promise<TapHistory | undefined> => {
    const path = await findHistory(tap, options, cacheDirectory);
    if (path === undefined) return undefined;
    const { environment, onEvent } = options;
    const mayBeShallow = path === managedCopyPath(cacheDirectory, tap);
    const repository = await openRepository(path, { environment, onEvent, mayBeShallow });
    return new TapHistory({ repository, tap, reader: loadReader, options, cacheDirectory });
  };
  const of = (tap: string): Promise<TapHistory | undefined> => {
    const history = opened.get(tap) ?? open(tap);
    opened.set(tap, history);
    return history;
  };
  return {
    of,
    reader: loadReader,
    sourceFor: async (tap, formulae) => (await of(tap))?.sourceFor(formulae),
    close: async () => {
      // One that could not be opened has told so to whoever asked, and holds nothing.
      for (const history of opened.values()) {
        await history.then(
          (each) => each?.close(),
          () => undefined,
        );
      }
    },
  };
}

async function findHistory(
  tap: string,
  { history, tapDirectory, environment, at }: BrewpullOptions,
  cacheDirectory: string,
): Promise<string | undefined> {
  if (history === 'registry') return undefined;
  if (tapDirectory !== undefined) return tapDirectory;
  const managed = managedCopyPath(cacheDirectory, tap);
  if (await isCopyComplete(managed)) return managed;
  const found = await findTapDirectory(tap, environment);
  if (found !== undefined) return found;
  if (history === 'auto' && at === undefined) return undefined;
  throw new HistoryError(`there is no history of ${tap} on this machine`, {
    hint:
      tap === CORE_TAP
        ? 'Run brewpull sync, or name a clone with --tap-dir, or use --history registry.'
        : `Run brewpull sync --tap ${tap}, or name a clone with --tap-dir.`,
  });
}
