import { InvalidFileError } from '../core/errors.ts';
import { unreachable } from '../core/unreachable.ts';
import { foldName, isLinkInside, unsafeNameReason } from './member-name.ts';
import { unpackMembers, type RawMember } from './tar.ts';

/** A member of a tar whose name was checked. */
export interface TarMember extends Pick<RawMember, 'mode' | 'sizeBytes' | 'byteOffset'> {
  /** A relative path without `..`; folders have no `/` at the end. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'link' | 'symlink';
  /** Where a link points; undefined for the rest. */
  readonly linkName: string | undefined;
  /** Must be read before the next member is asked for; may be left unread. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** How a tar is read. */
export interface ReadTarOptions {
  /** The tar's name in messages. */
  readonly what: string;
  /**
   * `refuse` (default): any link is an error. `inside`: links that leave the archive are errors. `list`: links are listed as
   * they are; nothing may be extracted through them.
   */
  readonly links?: 'refuse' | 'inside' | 'list';
}

/** The most members a tar may have; the largest bottles have about 100,000. */
const MEMBER_LIMIT = 1_000_000;
/** Extended records that change nothing, or that the reader below has applied. */
const KNOWN_RECORDS =
  /^(?:path|linkpath|size|[acm]time|comment|[ug]id|[ug]name|LIBARCHIVE\..*|SCHILY\..*)$/;

/**
 * Walks the members of a tar and refuses what does not belong in one that travels: absolute names, `..`, links that lead out,
 * devices, FIFOs, unknown types, names that occur twice or differ only in case, giant headers. Streams: memory only grows with
 * the number of names. Throws {@link InvalidFileError} that names the member.
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  options: ReadTarOptions,
): AsyncIterable<TarMember> {
  const seen = new Map<string, { readonly name: string; readonly isFolder: boolean }>();
  for await (const raw of unpackMembers(source, options.what)) {
    const member = checkMember(raw, options);
    refuseSecond(seen, member, options.what);
    yield member;
  }
}

function checkMember(raw: RawMember, { what, links = 'refuse' }: ReadTarOptions): TarMember {
  const { mode, sizeBytes, byteOffset, content } = raw;
  const isFolder = raw.type === 'directory';
  const name = isFolder ? raw.name.replace(/(?<=.)\/$/, '') : raw.name;
  const refuse = (reason: string): InvalidFileError =>
    new InvalidFileError(`${what}: ${JSON.stringify(raw.name)} ${reason}`);
  const reason = unsafeNameReason(name);
  if (reason !== undefined) throw refuse(reason);
  const strange = raw.extended.find((record) => !KNOWN_RECORDS.test(record));
  if (strange !== undefined) throw refuse(`has the extended record ${JSON.stringify(strange)}`);
  const common = { name, mode, sizeBytes, byteOffset, content };
  switch (raw.type) {
    case 'file':
    case 'contiguous-file':
      return { ...common, type: 'file', linkName: undefined };
    case 'directory':
      if (sizeBytes !== 0) throw refuse('is a folder with content');
      return { ...common, type: 'directory', linkName: undefined };
    case 'link':
    case 'symlink': {
      const linkName = raw.linkName ?? '';
      if (links === 'refuse') throw refuse(`is a link (to ${JSON.stringify(linkName)})`);
      if (links === 'inside' && !isLinkInside(name, linkName, raw.type === 'link')) {
        throw refuse(`is a link that leads out, to ${JSON.stringify(linkName)}`);
      }
      return { ...common, type: raw.type, linkName };
    }
    case 'block-device':
    case 'character-device':
    case 'fifo':
    case undefined:
      throw refuse(`is a ${raw.type ?? 'member of an unknown type'}`);
    default:
      return unreachable(raw.type);
  }
}

function refuseSecond(
  seen: Map<string, { readonly name: string; readonly isFolder: boolean }>,
  { name, type }: TarMember,
  what: string,
): void {
  const key = foldName(name);
  const first = seen.get(key);
  const isFolder = type === 'directory';
  // A folder may be listed again: tars made by appending do that, and nothing is lost.
  if (first !== undefined && !(isFolder && first.isFolder && first.name === name)) {
    throw new InvalidFileError(
      first.name === name
        ? `${what}: ${JSON.stringify(name)} is in it twice`
        : `${what}: ${JSON.stringify(name)} and ${JSON.stringify(first.name)} differ only in case`,
    );
  }
  seen.set(key, { name, isFolder });
  if (seen.size > MEMBER_LIMIT) {
    throw new InvalidFileError(`${what} has more than ${MEMBER_LIMIT} members`);
  }
}
