/** One entry of a tree. */
export interface TreeEntry {
  readonly name: string;
  readonly oid: string;
  readonly kind: 'file' | 'link' | 'tree' | 'submodule';
}

const KINDS = new Map<string, TreeEntry['kind']>([
  ['40000', 'tree'],
  ['120000', 'link'],
  ['160000', 'submodule'],
]);

const [SPACE, LAST_ASCII] = [0x20, 0x7f];

/**
 * Reads a tree object: `mode SP name NUL oid` for each entry. `oidBytes` is 20, or 32 in a sha256 repository.
 * https://git-scm.com/docs/gitformat-pack/2.39.0 and fsck's own reading; for a truncated tree, returns the complete entries. A
 * flat folder of homebrew-core has 7,000 entries, only one of which is wanted, so an oid is read when it is asked for.
 */
export function parseTree(bytes: Uint8Array, oidBytes: number): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tree = { buffer, oidBytes };
  const text = buffer.toString('latin1');
  const entries: TreeEntry[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    let space = offset;
    while (space < buffer.length && buffer[space] !== SPACE) space += 1;
    let nul = space + 1;
    let isAscii = true;
    for (let byte = buffer[nul]; byte !== undefined && byte !== 0; byte = buffer[nul]) {
      if (byte > LAST_ASCII) isAscii = false;
      nul += 1;
    }
    const next = nul + 1 + oidBytes;
    if (next > buffer.length) break;
    const name = isAscii ? text.slice(space + 1, nul) : buffer.toString('utf8', space + 1, nul);
    const kind = KINDS.get(text.slice(offset, space)) ?? 'file';
    entries.push(new Entry({ name, kind }, tree, nul + 1));
    offset = next;
  }
  return entries;
}

/** The bytes of a tree, and the length of its oids. */
interface Tree {
  readonly buffer: Buffer;
  readonly oidBytes: number;
}

class Entry implements TreeEntry {
  readonly name: string;
  readonly kind: TreeEntry['kind'];
  readonly #tree: Tree;
  readonly #start: number;

  constructor({ name, kind }: Pick<TreeEntry, 'name' | 'kind'>, tree: Tree, start: number) {
    this.name = name;
    this.kind = kind;
    this.#tree = tree;
    this.#start = start;
  }

  get oid(): string {
    const { buffer, oidBytes } = this.#tree;
    return buffer.toString('hex', this.#start, this.#start + oidBytes);
  }
}
