import { posix } from 'node:path';

import { HistoryError } from '../../core/errors.ts';
import type { Repository } from '../../git/repository.ts';
import type { TreeEntry } from '../../git/tree.ts';
import { FORMULA_FOLDERS, listCorePaths } from './formula-path.ts';

/** Thrown for a history that never had a formula: of something else, or of a tap with only casks. */
export class NoFormulaeError extends HistoryError {}

/** The file of one formula in one state of a tap. */
export interface FormulaFile {
  readonly path: string;
  readonly oid: string;
  /** Whether it is a symbolic link to another formula. */
  readonly isLink: boolean;
}

interface Folder {
  readonly path: string;
  readonly entries: readonly TreeEntry[];
}

const EXTENSION = '.rb';
/** No known tap has a formula in a folder deeper than this. */
const DEEPEST = 4;

/** The formula files of one state of a tap. Trees are read only when needed. */
export class TapFiles {
  /** The folder of the formulae; empty for the root. */
  readonly folder: string;
  /** Whether the folder has a subfolder for each first character and one for `lib`, as in homebrew-core since August 2023. */
  readonly isSharded: boolean;
  readonly #repository: Repository;
  readonly #entries: readonly TreeEntry[];
  readonly #shards = new Map<string, Promise<readonly TreeEntry[]>>();
  #every: Promise<readonly Folder[]> | undefined;
  #all: Promise<ReadonlyMap<string, readonly FormulaFile[]>> | undefined;

  constructor(repository: Repository, folder: string, entries: readonly TreeEntry[]) {
    this.#repository = repository;
    this.folder = folder;
    this.#entries = entries;
    this.isSharded = folder !== '' && entries.some((each) => isTree(each) && each.name === 'lib');
  }

  /** Whether there is neither a formula file nor a folder that may hold one. */
  get isEmpty(): boolean {
    return !this.#entries.some((each) => isFile(each) || (this.folder !== '' && isTree(each)));
  }

  /** Finds the file of a formula: reads at most one more tree in homebrew-core, but all trees in a tap with another layout. */
  async find(name: string): Promise<FormulaFile | undefined> {
    return (await this.findAll(name))[0];
  }

  /** Finds every file of a name, the longest path first, as brew prefers it; a tap may have two while it changes its layout. */
  async findAll(name: string): Promise<readonly FormulaFile[]> {
    const folders = await this.#foldersFor(name);
    const files = folders.flatMap(({ path, entries }) => {
      const entry = entries.find((each) => each.name === `${name}.rb` && isFile(each));
      return entry === undefined ? [] : [toFile(entry, path)];
    });
    return files.toSorted(longestFirst);
  }

  /** Lists the folders that may have a file of this name. */
  async #foldersFor(name: string): Promise<readonly Folder[]> {
    if (!this.isSharded) return this.#folders();
    const shard = posix.basename(posix.dirname(listCorePaths(name)[0]));
    const entries = this.#shards.get(shard) ?? this.#readShard(shard);
    this.#shards.set(shard, entries);
    const path = posix.join(this.folder, shard);
    return [
      { path, entries: await entries },
      { path: this.folder, entries: this.#entries },
    ];
  }

  async #readShard(shard: string): Promise<readonly TreeEntry[]> {
    const tree = this.#entries.find((each) => isTree(each) && each.name === shard);
    return (tree === undefined ? undefined : await this.#repository.listTree(tree.oid)) ?? [];
  }

  /** Lists every formula: reads one tree object per folder, which takes some ten milliseconds for homebrew-core. */
  async list(): Promise<ReadonlyMap<string, FormulaFile>> {
    const all = await this.listAll();
    return new Map(
      [...all].flatMap(([name, [file]]) => (file === undefined ? [] : [[name, file]])),
    );
  }

  /** Lists every formula with all its files, the longest path first. */
  listAll(): Promise<ReadonlyMap<string, readonly FormulaFile[]>> {
    return (this.#all ??= this.#groupFiles());
  }

  async #groupFiles(): Promise<ReadonlyMap<string, readonly FormulaFile[]>> {
    const groups = new Map<string, FormulaFile[]>();
    for (const { path, entries } of await this.#folders()) {
      for (const entry of entries) {
        if (!isFile(entry)) continue;
        const name = entry.name.slice(0, -EXTENSION.length);
        const known = groups.get(name);
        if (known === undefined) groups.set(name, [toFile(entry, path)]);
        else known.push(toFile(entry, path));
      }
    }
    for (const files of groups.values()) if (files.length > 1) files.sort(longestFirst);
    return groups;
  }

  /** Lists all folders, subfolders before the folder they are in. */
  #folders(): Promise<readonly Folder[]> {
    return (this.#every ??= this.#collect({ path: this.folder, entries: this.#entries }, 0));
  }

  async #collect(folder: Folder, depth: number): Promise<readonly Folder[]> {
    const { path, entries } = folder;
    // Only the root is searched without subfolders: Library/Homebrew/tap.rb:1016-1030 at aad366ffaf.
    const trees = this.folder === '' || depth === DEEPEST ? [] : entries.filter(isTree);
    const below = await Promise.all(
      trees.map(async ({ name, oid }) => {
        const inside = (await this.#repository.listTree(oid)) ?? [];
        return this.#collect({ path: posix.join(path, name), entries: inside }, depth + 1);
      }),
    );
    return [...below.flat(), folder];
  }
}

/** How many states of a tap are remembered: all formulae that one commit moved need the same ones. */
const REMEMBERED_STATES = 4;
const remembered = new WeakMap<Repository, Map<string, Promise<TapFiles>>>();

/** Finds the formula files of a tap at a commit. Rule: potential_formula_dirs in Library/Homebrew/tap.rb:967 at aad366ffaf. */
export function readTapFiles(repository: Repository, commit: string): Promise<TapFiles> {
  const states = remembered.get(repository) ?? new Map<string, Promise<TapFiles>>();
  remembered.set(repository, states);
  const known = states.get(commit);
  if (known !== undefined) return known;
  const files = readFiles(repository, commit);
  states.set(commit, files);
  const [oldest = ''] = states.keys();
  if (states.size > REMEMBERED_STATES) states.delete(oldest);
  files.catch(() => states.delete(commit));
  return files;
}

async function readFiles(repository: Repository, commit: string): Promise<TapFiles> {
  const trees = await Promise.all(
    [...FORMULA_FOLDERS, ''].map(async (folder) => ({
      folder,
      entries: await repository.listTree(`${commit}:${folder}`),
    })),
  );
  const first = trees.find(({ entries }) => entries !== undefined);
  return new TapFiles(repository, first?.folder ?? '', first?.entries ?? []);
}

/** Creates the error for a repository that never had a formula. */
export function notATap({ path }: Repository): NoFormulaeError {
  return new NoFormulaeError(`${path} is a git repository, but not a Homebrew tap`, {
    hint: 'Set --tap-dir to a clone of a Homebrew tap, or use --history registry.',
  });
}

function isTree({ kind }: TreeEntry): boolean {
  return kind === 'tree';
}

function isFile({ kind, name }: TreeEntry): boolean {
  return (kind === 'file' || kind === 'link') && name.endsWith(EXTENSION);
}

function toFile({ name, kind, oid }: TreeEntry, folder: string): FormulaFile {
  return { path: posix.join(folder, name), oid, isLink: kind === 'link' };
}

function longestFirst(a: FormulaFile, b: FormulaFile): number {
  return b.path.length - a.path.length;
}
