import { InvalidFileError } from '../core/errors.ts';
import { readTar, type TarMember } from './read-tar.ts';

const BLOCK_BYTES = 512;

/** A tar that brewpull wrote. */
export interface PlainTar {
  /** The tar's name in messages. */
  readonly what: string;
  /** What the tar contains, for messages: `a bundle`. */
  readonly kind: string;
  /** The size of the whole tar. */
  readonly sizeBytes: number;
}

/**
 * Works like {@link readTar}, for a tar that must be as brewpull writes it, record for record. Any other record, such as one
 * that renames the next member, would let two programs see different contents. Throws {@link InvalidFileError} for one, and for
 * anything extra at the end.
 */
export async function* readPlainTar(
  source: AsyncIterable<Uint8Array>,
  { what, kind, sizeBytes }: PlainTar,
): AsyncIterable<TarMember> {
  let end = 0;
  for await (const member of readTar(source, { what })) {
    if (member.byteOffset !== end + BLOCK_BYTES) {
      throw new InvalidFileError(
        `${what} has records before ${member.name} that brewpull does not write`,
      );
    }
    end = member.byteOffset + Math.ceil(member.sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    yield member;
  }
  if (sizeBytes !== end + 2 * BLOCK_BYTES) {
    throw new InvalidFileError(`${what} does not end where the tar of ${kind} ends`, {
      hint: 'Copy or join it again, and compare its checksum.',
    });
  }
}
