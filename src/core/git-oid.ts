import { createHash } from 'node:crypto';

/** A file or link in a git tree, with its path from the tree's root. */
export interface TreeLeaf {
  /** With `/` between its parts. */
  readonly path: string;
  /** As git writes it in a tree. */
  readonly mode: '100644' | '100755' | '120000';
  /** The oid of its content or, for a link, of the path it points to. */
  readonly oid: string;
}

/**
 * Returns the oid that git gives a file with these bytes, like `git hash-object`: by SHA-256 if `like` is an oid of that
 * length, else by SHA-1.
 */
export function gitBlobOid(bytes: Uint8Array, like: string): string {
  return objectOid('blob', bytes, like);
}

/**
 * Returns the oid that git gives a tree of these leaves, like `git write-tree`; their order does not matter. The paths must
 * form one tree: each appears once, none below another. `like` works as in {@link gitBlobOid}.
 */
export function gitTreeOid(leaves: Iterable<TreeLeaf>, like: string): string {
  const root: Folder = new Map();
  for (const leaf of leaves) {
    const parts = leaf.path.split('/');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      const below = folder.get(part) ?? new Map<string, Folder | TreeLeaf>();
      if (!(below instanceof Map)) throw new Error(`Internal error: ${leaf.path} is below a file`);
      folder.set(part, below);
      folder = below;
    }
    if (folder.has(name)) throw new Error(`Internal error: ${leaf.path} is in the tree twice`);
    folder.set(name, leaf);
  }
  return folderOid(root, like);
}

type Folder = Map<string, Folder | TreeLeaf>;

/** https://git-scm.com/docs/gitformat-pack/2.39.0: entries in byte order, as if the name of a folder ended with a slash. */
function folderOid(folder: Folder, like: string): string {
  const entries = [...folder].map(([name, entry]) => {
    const isFolder = entry instanceof Map;
    return {
      key: Buffer.from(isFolder ? `${name}/` : name),
      line: Buffer.concat([
        Buffer.from(`${isFolder ? '40000' : entry.mode} ${name}\0`),
        Buffer.from(isFolder ? folderOid(entry, like) : entry.oid, 'hex'),
      ]),
    };
  });
  const sorted = entries.toSorted((a, b) => Buffer.compare(a.key, b.key));
  return objectOid('tree', Buffer.concat(sorted.map(({ line }) => line)), like);
}

function objectOid(kind: 'blob' | 'tree', bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`${kind} ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
