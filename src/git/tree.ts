/** One line of a tree. */
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

/**
 * Reads a tree object: `mode SP name NUL oid` for each entry. `oidBytes` is 20, or 32 in a sha256 repository.
 * https://git-scm.com/docs/gitformat-pack/2.39.0 and fsck's own reading; a tree that breaks off gives the whole entries.
 */
export function parseTree(bytes: Uint8Array, oidBytes: number): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TreeEntry[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const space = buffer.indexOf(0x20, offset);
    const nul = buffer.indexOf(0, space + 1);
    const next = nul + 1 + oidBytes;
    if (space === -1 || nul === -1 || next > buffer.length) break;
    entries.push({
      name: buffer.toString('utf8', space + 1, nul),
      oid: buffer.toString('hex', nul + 1, next),
      kind: KINDS.get(buffer.toString('latin1', offset, space)) ?? 'file',
    });
    offset = next;
  }
  return entries;
}
