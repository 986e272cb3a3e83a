import { digestOfUncompressed, type FileRange } from '../../archive/gzip.ts';
import { packingOf } from '../../archive/packing.ts';
import type { Digest } from '../../core/digest.ts';

/** What the content of a layer showed, when so far only its digest is known to be right. */
export type LayerProof =
  | { readonly kind: 'proven' }
  /** `why` continues a sentence that begins with the layer's name, without a full stop. */
  | { readonly kind: 'unproven'; readonly code: UnprovenCode; readonly why: string }
  | { readonly kind: 'differs'; readonly found: Digest };

/** Why a layer's content is not proven: it is encrypted, packed in a way that is not unpacked here, or not a tar. */
type UnprovenCode = 'encrypted' | 'packing' | 'not-a-tar';

/** A layer whose content is not proven. */
export interface UnprovenLayer {
  readonly file: string;
  readonly code: UnprovenCode;
}

/** A layer's bytes on disk, as a file or part of one, and the media type that its manifest gives. */
export interface LayerBytes {
  /** What to call it in messages. */
  readonly what: string;
  readonly path: string;
  readonly range?: FileRange | undefined;
  readonly mediaType: string;
}

const ENCRYPTED = /\+encrypted$/;
const ZSTD = /[+.]zstd$/;
const TAR = /\btar\b/;
const UNREAD = 'its digest is proven, its content is not unpacked here';

/**
 * Compares the unpacked content of a layer with the diff ID in the config. Like docker, it goes by the first bytes, not by the
 * media type. Throws `InvalidFileError` for damaged gzip and for bytes that follow it.
 */
export async function proveLayer(layer: LayerBytes, diffId: Digest): Promise<LayerProof> {
  const { what, path, range, mediaType } = layer;
  if (ENCRYPTED.test(mediaType)) {
    const why = `is encrypted (${mediaType}): ${UNREAD}; docker load cannot read it, only a runtime that has its key`;
    return { kind: 'unproven', code: 'encrypted', why };
  }
  const packing = await packingOf(path, range?.start);
  if (packing === 'zstd' && ZSTD.test(mediaType)) return unreadable(packing, mediaType);
  const { digest } = await digestOfUncompressed(path, { range, what });
  if (digest === diffId) return { kind: 'proven' };
  if (packing !== undefined && packing !== 'gzip') return unreadable(packing, mediaType);
  if (TAR.test(mediaType)) return { kind: 'differs', found: digest };
  return {
    kind: 'unproven',
    code: 'not-a-tar',
    why: `is ${mediaType} and not a tar: its digest is proven, its content is not; docker load cannot unpack it`,
  };
}

function unreadable(packing: 'zstd' | 'bzip2' | 'xz', mediaType: string): LayerProof {
  const isSaid = packing === 'zstd' && ZSTD.test(mediaType);
  const said = isSaid ? '' : ` though it is called ${mediaType}`;
  const since = packing === 'zstd' ? '; Docker before 23 cannot load it' : '';
  const why = `is packed with ${packing}${said}: ${UNREAD}${since}`;
  return { kind: 'unproven', code: 'packing', why };
}
