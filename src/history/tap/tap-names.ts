import { posix } from 'node:path';

import { InvalidFileError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { readJson } from '../../json/read-json.ts';
import type { Repository } from '../../git/repository.ts';

/** Other names of a tap's formulae, at one commit. */
export interface TapNaming {
  /** Old names and their new names. */
  readonly renames: ReadonlyMap<string, string>;
  /** Names and where they moved: `user/repo`, `user/repo/name`, or a name in the same tap. */
  readonly migrations: ReadonlyMap<string, string>;
  /** Whether the tap keeps a list of its renames at all. */
  readonly hasRenames: boolean;
}

/** Other names of a tap's formulae, including the links of its aliases. */
export interface TapNames extends TapNaming {
  /** Aliases and the oids of their links. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Where the links are. */
  readonly aliasFolder: string;
}

/** Reads the files in which a tap keeps other names. Rule: Library/Homebrew/tap.rb:23-37 and 1149 at aad366ffaf. */
export async function readTapNames(
  repository: Repository,
  commit: string,
  onEvent?: EventSink,
): Promise<TapNames> {
  const [{ aliases, aliasFolder }, renames, migrations] = await Promise.all([
    listAliases(repository, commit),
    readTable(repository, { commit, path: 'formula_renames.json' }, onEvent),
    readTable(repository, { commit, path: 'tap_migrations.json' }, onEvent),
  ]);
  return {
    aliases,
    aliasFolder,
    renames: renames ?? new Map(),
    migrations: migrations ?? new Map(),
    hasRenames: renames !== undefined,
  };
}

/** Follows renames to the newest name; in a cycle, stops before a name repeats. */
export function findNewestName(renames: ReadonlyMap<string, string>, name: string): string {
  const seen = new Set([name]);
  let newest = name;
  for (let next = renames.get(name); next !== undefined && !seen.has(next);) {
    seen.add(next);
    newest = next;
    next = renames.get(next);
  }
  return newest;
}

/** Lists every older name that leads to a name, the latest renames first. */
export function listOldNames(renames: ReadonlyMap<string, string>, name: string): string[] {
  const names = [name];
  for (const known of names) {
    for (const [from, to] of renames) if (to === known && !names.includes(from)) names.push(from);
  }
  return names.slice(1);
}

/** Finds the formula that an alias points to: its link may have a target in any layout, e.g. `../Formula/v/vim.rb`. */
export async function findAliasTarget(
  repository: Repository,
  names: TapNames,
  alias: string,
): Promise<string | undefined> {
  const oid = names.aliases.get(alias);
  return oid === undefined ? undefined : readLinkedName(repository, oid);
}

/** Reads the name of the formula that a symbolic link points to. */
export async function readLinkedName(
  repository: Repository,
  oid: string,
): Promise<string | undefined> {
  const target = await repository.readObject(oid);
  return target && nameInLink(target);
}

/** Returns the name of the formula in the target of a symbolic link. */
export function nameInLink(target: Uint8Array): string {
  return posix.basename(Buffer.from(target).toString(), '.rb');
}

/** Where a tap keeps its aliases; the second folder is from before April 2016. */
export const ALIAS_FOLDERS = ['Aliases', 'Library/Aliases'] as const;

/** Reads the name of an alias from its path in a tap; undefined for a path where no alias can be. */
export function findAliasInPath(path: string): string | undefined {
  const folder = posix.dirname(path);
  return ALIAS_FOLDERS.some((each) => each === folder) ? posix.basename(path) : undefined;
}

async function listAliases(
  repository: Repository,
  commit: string,
): Promise<Pick<TapNames, 'aliases' | 'aliasFolder'>> {
  const trees = await Promise.all(
    ALIAS_FOLDERS.map(async (folder) => ({
      aliasFolder: folder,
      entries: await repository.listTree(`${commit}:${folder}`),
    })),
  );
  const { aliasFolder, entries = [] } = trees.find((each) => each.entries !== undefined) ?? {
    aliasFolder: ALIAS_FOLDERS[0],
  };
  const aliases = new Map(
    entries.flatMap(({ kind, name, oid }) => (kind === 'link' ? [[name, oid] as const] : [])),
  );
  return { aliases, aliasFolder };
}

async function readTable(
  repository: Repository,
  { commit, path }: { readonly commit: string; readonly path: string },
  onEvent: EventSink | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = await repository.read(`${commit}:${path}`);
  if (found.status !== 'found' || found.type !== 'blob') return undefined;
  const what = `${path} of the tap`;
  try {
    return parseNameTable(found.bytes, what);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    onEvent?.({ type: 'warning', message: error.message });
    return new Map();
  }
}

function parseNameTable(bytes: Uint8Array, what: string): ReadonlyMap<string, string> {
  const table = readJson(bytes, { what });
  if (typeof table !== 'object' || table === null) {
    throw new InvalidFileError(`${what} is not a table of names`);
  }
  return new Map(
    Object.entries(table).flatMap(([from, to]: [string, unknown]) =>
      typeof to === 'string' ? [[from, to] as const] : [],
    ),
  );
}
