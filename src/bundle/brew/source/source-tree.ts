import { foldName, unsafeNameReason } from '../../../archive/member-name.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import type { BrewTree } from '../release/brew-tree.ts';
import { gitBlobOid, gitTreeOid, type TreeLeaf } from '../../../core/git-oid.ts';

/** One file or symbolic link of Homebrew itself. */
export interface TreeFile extends Pick<TreeLeaf, 'path' | 'mode'> {
  /** The content or, for a link, the path it points to. */
  readonly bytes: Uint8Array;
}

/** All files of one release of Homebrew, in the order of the bytes of their paths. */
export type SourceTree = readonly TreeFile[];

/** The largest tree up to 6.0.18 has 3,172 files. */
export const MOST_FILES = 50_000;
/** The largest tree up to 6.0.18 has 19 MB. */
export const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The links in real trees that lead out: pkg-config files of another vendor, in 4.1.0 to 5.0.1. Brew only reads them, if they
 * exist.
 */
const KNOWN_LINKS_OUT = new Map([
  ['Library/Homebrew/os/mac/pkgconfig/fuse/fuse.pc', '/usr/local/lib/pkgconfig/fuse.pc'],
  ['Library/Homebrew/os/mac/pkgconfig/fuse/osxfuse.pc', '/usr/local/lib/pkgconfig/osxfuse.pc'],
]);

/** Object ids of Homebrew/brew are SHA-1. */
const LIKE = '0'.repeat(40);

/**
 * Sorts files and refuses those that must not be unpacked: unsafe names, a `.git`, names that differ only in case, files below
 * files or links, links that leave the tree, too many files. Throws {@link InvalidFileError}; `what` names the tree.
 */
export function makeSourceTree(files: Iterable<TreeFile>, what: string): SourceTree {
  const tree = [...files];
  if (tree.length > MOST_FILES) throw new InvalidFileError(`${what} has ${tree.length} files`);
  const spelled = new Map<string, string>();
  const folders = new Set<string>();
  for (const file of tree) {
    const reason = unfitReason(file);
    if (reason !== undefined) throw unfit(what, file, reason);
    const parts = file.path.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      const part = parts.slice(0, length).join('/');
      const twin = spelled.get(foldName(part));
      if (twin !== undefined && twin !== part) {
        throw unfit(what, file, `differs from ${JSON.stringify(twin)} only in case`);
      }
      spelled.set(foldName(part), part);
      if (length < parts.length) folders.add(part);
    }
  }
  const seen = new Set<string>();
  for (const file of tree) {
    if (seen.has(file.path)) throw unfit(what, file, 'is in it twice');
    if (folders.has(file.path)) throw unfit(what, file, 'has other files below it');
    seen.add(file.path);
  }
  return tree.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** Returns the oid that git computes for this tree. */
export function treeOidOf(tree: SourceTree): string {
  const leaves = tree.map(({ path, mode, bytes }) => ({
    path,
    mode,
    oid: gitBlobOid(bytes, LIKE),
  }));
  return gitTreeOid(leaves, LIKE);
}

/** Wraps a tree for those that read its facts. */
export function asTree(tree: SourceTree): BrewTree {
  const files = new Map(tree.map((file) => [file.path, file]));
  return {
    read: (path) => {
      const file = files.get(path);
      return file === undefined || file.mode === '120000' ? undefined : file.bytes;
    },
  };
}

function unfitReason({ path, mode, bytes }: TreeFile): string | undefined {
  const unsafe = unsafeNameReason(path);
  if (unsafe !== undefined) return unsafe;
  if (path.split('/').some((part) => foldName(part) === '.git')) return 'is in a .git folder';
  return mode === '120000' ? linkReason(path, Buffer.from(bytes).toString('utf8')) : undefined;
}

/**
 * Says why a link may lead out. If `..` only comes first, and nothing is below a link, every step up leaves a real folder: such a
 * link cannot leave the tree, whatever links it passes on the way down.
 */
function linkReason(path: string, to: string): string | undefined {
  if (KNOWN_LINKS_OUT.get(path) === to) return undefined;
  const parts = to.replace(/\/$/, '').split('/');
  const ups = parts.findIndex((part) => part !== '..');
  const down = ups < 0 ? [] : parts.slice(ups);
  const isWithin = ups >= 0 && ups < path.split('/').length;
  if (isWithin && unsafeNameReason(down.join('/')) === undefined) return undefined;
  return `is a link that may lead out, to ${JSON.stringify(to)}`;
}

function unfit(what: string, { path }: TreeFile, reason: string): InvalidFileError {
  return new InvalidFileError(`${what}: ${JSON.stringify(path)} ${reason}`);
}
