import { InvalidFileError } from '../../core/errors.ts';
import {
  parseDocument,
  type ImageIndex,
  type ImageManifest,
} from '../../registry/documents/document-schema.ts';
import { parseKept } from '../../registry/documents/served-json.ts';

/** Parses an index that a bundle keeps. Throws {@link InvalidFileError}. */
export function parseKeptIndex(bytes: Uint8Array, name: string): ImageIndex {
  const document = parse(bytes, name);
  if (document.kind === 'index') return document;
  throw new InvalidFileError(`${name} is a manifest, not an index`);
}

/** Parses a manifest that a bundle keeps. Throws {@link InvalidFileError}. */
export function parseKeptManifest(bytes: Uint8Array, name: string): ImageManifest {
  const document = parse(bytes, name);
  if (document.kind === 'manifest') return document;
  throw new InvalidFileError(`${name} is an index, not a manifest`);
}

function parse(bytes: Uint8Array, name: string): ImageIndex | ImageManifest {
  return parseKept(() => parseDocument(bytes, { what: name, contentType: undefined }));
}
