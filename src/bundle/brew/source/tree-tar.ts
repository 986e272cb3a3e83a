import { packTar } from '../../../archive/pack-tar.ts';
import { readTar } from '../../../archive/read-tar.ts';
import { throwIfAborted } from '../../../core/abort.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { MOST_BYTES, MOST_FILES, type SourceTree, type TreeFile } from './source-tree.ts';

/**
 * Packs a tree into the tar that a bundle carries: uncompressed, members named by their paths from the tree's root. Equal trees
 * make equal bytes.
 */
export async function packTree(tree: SourceTree, signal?: AbortSignal): Promise<Buffer> {
  const entries = tree.map(({ path, mode, bytes }) =>
    mode === '120000'
      ? {
          name: path,
          linkName: Buffer.from(bytes).toString('utf8'),
          mode: 0o777,
          sizeBytes: 0,
          content: Buffer.alloc(0),
        }
      : {
          name: path,
          mode: mode === '100755' ? 0o755 : 0o644,
          sizeBytes: bytes.length,
          content: bytes,
        },
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar(entries, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What to call the tar of a tree, and where the tree is in it. */
export interface TreeTar {
  /** Names the tar in messages. */
  readonly what: string;
  /** Whether one folder holds everything, as in the archives that GitHub makes. */
  readonly hasRoot: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the files of a tree from a tar, with the modes that git knows. Throws {@link InvalidFileError} if it is no such tar: for
 * devices, hard links, several folders at its top, too many files or bytes, and what `readTar` refuses.
 */
export async function readTreeTar(
  source: AsyncIterable<Uint8Array>,
  { what, hasRoot, signal }: TreeTar,
): Promise<readonly TreeFile[]> {
  const files: TreeFile[] = [];
  let root: string | undefined;
  let total = 0;
  // The caller checks where links lead, for the tree as a whole.
  for await (const member of readTar(source, { what, links: 'list' })) {
    throwIfAborted(signal);
    const { name, type, mode, sizeBytes, linkName = '', content } = member;
    const slash = hasRoot ? name.indexOf('/') : -1;
    const top = slash < 0 ? name : name.slice(0, slash);
    if (hasRoot && (root ??= top) !== top) {
      throw new InvalidFileError(`${what} has more than one folder: ${root} and ${top}`);
    }
    if (type === 'directory') continue;
    if (type === 'link' || (hasRoot && slash < 0)) {
      throw new InvalidFileError(`${what}: ${JSON.stringify(name)} does not belong in it`);
    }
    total += sizeBytes;
    if (total > MOST_BYTES || files.length >= MOST_FILES) {
      throw new InvalidFileError(`${what} is larger than any Homebrew: ${name} is too much`);
    }
    const path = name.slice(slash + 1);
    if (type === 'symlink') {
      files.push({ path, mode: '120000', bytes: Buffer.from(linkName) });
      continue;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    const isExecutable = (mode & 0o100) !== 0;
    files.push({ path, mode: isExecutable ? '100755' : '100644', bytes: Buffer.concat(chunks) });
  }
  return files;
}
