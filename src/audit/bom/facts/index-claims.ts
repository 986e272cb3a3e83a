import { RegistryResponseError } from '../../../core/errors.ts';
import {
  type ImageIndex,
  type IndexEntry,
  parseDocument,
} from '../../../registry/documents/document-schema.ts';
import type { AuditedBottle } from '../../subject/subject.ts';
import { readSupplement } from './brew-sbom-schema.ts';
import type { Claim } from './claims.ts';

/** What an index says about one bottle. */
export interface IndexClaims {
  readonly claims: readonly Claim[];
  /** Whether there is a supplement that cannot be read. */
  readonly hasBadSupplement: boolean;
}

/** Reads what an index says; undefined if it is no index, or has no entry for the bottle. */
export function readIndexClaims(
  bytes: Uint8Array,
  bottle: AuditedBottle,
  targetTag: string,
): IndexClaims | undefined {
  const index = parseIndex(bytes, bottle.fileName);
  const entry = index && findEntry(index, bottle);
  if (index === undefined || entry === undefined) return undefined;
  const text = entry.annotations.get('sh.brew.sbom.supplement');
  const supplement =
    text === undefined ? undefined : readSupplement(text, bottle.formula, targetTag);
  const claim: Claim = {
    source: 'index',
    version: printable(index.annotations.get('org.opencontainers.image.version')),
    sha256: entry.annotations.get('sh.brew.bottle.digest'),
    licence: readLicence(index, entry),
  };
  return {
    claims: supplement === undefined ? [claim] : [claim, supplement],
    hasBadSupplement: text !== undefined && supplement === undefined,
  };
}

function parseIndex(bytes: Uint8Array, what: string): ImageIndex | undefined {
  try {
    const document = parseDocument(bytes, { what, contentType: undefined });
    return document.kind === 'index' ? document : undefined;
  } catch (error) {
    if (error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}

function findEntry(
  { entries }: ImageIndex,
  { sha256, bottleTag }: AuditedBottle,
): IndexEntry | undefined {
  const same = entries.filter(
    ({ annotations }) => annotations.get('sh.brew.bottle.digest') === sha256,
  );
  const hasTag = ({ annotations }: IndexEntry): boolean =>
    annotations.get('org.opencontainers.image.ref.name')?.includes(`.${bottleTag}`) === true;
  return same.find(hasTag) ?? same[0];
}

/** Reads the licence. The index's own may be cut, and then says so; the entry's never is. */
function readLicence(index: ImageIndex, entry: IndexEntry): string | undefined {
  const licence =
    printable(entry.annotations.get('sh.brew.license')) ??
    printable(index.annotations.get('org.opencontainers.image.licenses'));
  return licence === undefined || /LicenseRef-Homebrew-(?:truncated|cannot-represent)/.test(licence)
    ? undefined
    : licence;
}

function printable(text: string | undefined): string | undefined {
  return text !== undefined && /^[^\p{Cc}\p{Cf}]{1,4096}$/u.test(text) ? text : undefined;
}
