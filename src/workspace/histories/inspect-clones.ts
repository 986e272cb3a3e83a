import { join } from 'node:path';

import { BrewpullError } from '../../core/errors.ts';
import { isCopyComplete } from '../../git/managed/is-copy-complete.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { openAtlas } from '../../history/atlas/atlas.ts';
import { findStart } from '../../history/git/start.ts';
import { findTapDirectory } from '../../history/tap/tap-directory.ts';
import type { BrewpullOptions } from '../options.ts';
import { atlasPath } from './atlas-path.ts';
import { managedCopyPath } from './managed-copy-path.ts';
import { NamedClones } from './named-clones.ts';

/** Where a clone comes from: the user named it, `brewpull sync` made it, or it is Homebrew's own. */
type CloneOrigin = 'named' | 'synced' | 'homebrew';

/** A clone of a tap on this machine, or why it cannot be used. */
export interface InspectedClone {
  readonly origin: CloneOrigin;
  /** Undefined if it is a named one that cannot be opened. */
  readonly path: string | undefined;
  readonly facts?: {
    /** When its newest commit was made, ISO 8601. */
    readonly headDate: string | undefined;
    readonly isCutOff: boolean;
    readonly atlas: CloneAtlas;
  };
  readonly error?: BrewpullError;
}

/** The state of a clone's atlas: `behind` was made from an older commit, `damaged` is made again when it is needed. */
type CloneAtlas = 'none' | 'current' | 'behind' | 'damaged';

/** Where to look for clones. */
interface CloneSearch {
  readonly tap: string;
  readonly options: BrewpullOptions;
  readonly cacheDirectory: string;
}

/** Inspects every clone of a tap on this machine, in the order in which they are used, without making or changing anything. */
export async function inspectClones(search: CloneSearch): Promise<readonly InspectedClone[]> {
  const { tap, options, cacheDirectory } = search;
  const managed = managedCopyPath(cacheDirectory, tap);
  const homebrew = await findTapDirectory(tap, options.environment);
  const named = new NamedClones(options, join(cacheDirectory, 'taps'));
  const found: Promise<InspectedClone | undefined>[] = [];
  if (options.tapClones.length > 0) {
    found.push(inspect(search, 'named', undefined, () => named.find(tap)));
  }
  if (await isCopyComplete(managed)) {
    const open = (): Promise<Repository> =>
      openRepository(managed, { ...options, mayBeShallow: true });
    found.push(inspect(search, 'synced', managed, open));
  }
  if (homebrew !== undefined) {
    found.push(inspect(search, 'homebrew', homebrew, () => openRepository(homebrew, options)));
  }
  return (await Promise.all(found)).filter((each) => each !== undefined);
}

async function inspect(
  search: CloneSearch,
  origin: CloneOrigin,
  ...[path, open]: [path: string | undefined, open: () => Promise<Repository | undefined>]
): Promise<InspectedClone | undefined> {
  let repository: Repository | undefined;
  try {
    repository = await open();
    if (repository === undefined) return undefined;
    const head = await findStart(repository, {});
    let headDate: string | undefined;
    for await (const { commit } of repository.log({ from: head, firstParent: true, limit: 1 })) {
      headDate = commit.date;
    }
    const isCutOff = repository.boundary.size > 0;
    const atlas = inspectAtlas(search, repository.path, head);
    return { origin, path: repository.path, facts: { headDate, isCutOff, atlas } };
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    return { origin, path, error };
  } finally {
    // Its git process would keep this process alive.
    await repository?.close();
  }
}

function inspectAtlas(
  { tap, cacheDirectory }: CloneSearch,
  repository: string,
  head: string,
): CloneAtlas {
  try {
    const atlas = openAtlas(atlasPath({ cacheDirectory, tap, repository }), { tap });
    if (atlas === undefined) return 'none';
    try {
      return atlas.head === head ? 'current' : 'behind';
    } finally {
      atlas.close();
    }
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    return 'damaged';
  }
}
