import type { Digest } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { isTapName } from '../../history/tap/formula-ref.ts';
import { formatArtifact } from '../../registry/artifact/format-artifact.ts';
import type { ImageIndex, ImageManifest } from '../../registry/documents/document-schema.ts';
import type { UploadManifest } from '../../registry/upload/uploads.ts';
import { TRAVEL_LIMITS, type TravelKind, type TravelFacts } from './travel-facts.ts';

/** A travelling file as described by its manifest in a registry; nothing is proven until the file has been fetched. */
export interface TravelArtifact {
  readonly file: TravelFacts;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** A travelling file for a registry. */
export interface TravelParts extends TravelArtifact {
  /** Its local name, which tools such as `oras pull` give it on the other side. */
  readonly name: string;
}

/** The types of artifact and layer. */
const TYPES: Readonly<Record<TravelKind, string>> = {
  answers: 'application/vnd.brewpull.answers.v1',
  atlas: 'application/vnd.brewpull.atlas.v1',
};

const TITLE = 'org.opencontainers.image.title';
const REVISION = 'org.opencontainers.image.revision';
const TAP = 'vnd.brewpull.tap';
const HEAD_DATE = 'vnd.brewpull.head.date';

/** Writes the manifest of a travelling file. It has no timestamp of its own, so that the same file gives the same bytes. */
export function formatTravelArtifact(parts: TravelParts): UploadManifest {
  const { file, digest, sizeBytes, name } = parts;
  const mediaType = TYPES[file.kind];
  return formatArtifact({
    artifactType: mediaType,
    layer: { mediaType, digest, sizeBytes, annotations: { [TITLE]: name } },
    annotations: {
      [TITLE]: name,
      [TAP]: file.tap,
      [HEAD_DATE]: file.head.date,
      ...(file.head.commit === undefined ? {} : { [REVISION]: file.head.commit }),
    },
  });
}

/**
 * Reads what a registry has under a reference. Throws {@link InvalidFileError}, which says what it is if it is something else.
 */
export function parseTravelArtifact(
  document: ImageIndex | ImageManifest,
  name: string,
): TravelArtifact {
  const kind = kindOf(document);
  if (kind === undefined) {
    throw new InvalidFileError(
      `${name} does not contain answers: it is ${describeDocument(document)}`,
      {
        hint: 'Name the reference that brewpull atlas push printed.',
      },
    );
  }
  const { layers, annotations } =
    document.kind === 'manifest'
      ? document
      : { layers: [], annotations: new Map<string, string>() };
  const [layer, ...more] = layers;
  const tap = annotations.get(TAP) ?? '';
  const date = annotations.get(HEAD_DATE) ?? '';
  if (layer?.mediaType !== TYPES[kind] || more.length > 0) {
    throw broken(name, 'it does not consist of one file');
  }
  if (!isTapName(tap)) throw broken(name, 'it does not say which tap it is for');
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw broken(name, 'it does not say which date it is from');
  }
  const { digest, sizeBytes } = layer;
  const limit = TRAVEL_LIMITS[kind];
  if (sizeBytes > limit) {
    throw broken(name, `it announces ${sizeBytes} bytes, but at most ${limit} are allowed`);
  }
  return {
    file: { kind, tap, head: { commit: annotations.get(REVISION), date } },
    digest,
    sizeBytes,
  };
}

/** Describes a document that is not a travelling file, with its article. */
export function describeDocument(document: ImageIndex | ImageManifest): string {
  if (document.kind === 'index') {
    const isBottles = document.entries.some(({ annotations }) =>
      annotations.has('sh.brew.bottle.digest'),
    );
    return isBottles ? 'the index of the bottles of a formula' : 'an index of container images';
  }
  const { artifactType, annotations } = document;
  if (annotations.has('sh.brew.bottle.digest')) return 'a bottle';
  if (artifactType === undefined) return 'a container image';
  if (/^application\/vnd\.brewpull\.\w+\.v\d+$/.test(artifactType)) {
    return `of a kind that this version of brewpull does not know (${artifactType})`;
  }
  const isLegible = /^[\w.+/;=-]{1,120}$/.test(artifactType);
  return isLegible ? `an artifact of type ${artifactType}` : 'an artifact of an unreadable type';
}

function kindOf(document: ImageIndex | ImageManifest): TravelKind | undefined {
  if (document.kind !== 'manifest') return undefined;
  if (document.artifactType === TYPES.answers) return 'answers';
  return document.artifactType === TYPES.atlas ? 'atlas' : undefined;
}

function broken(name: string, why: string): InvalidFileError {
  return new InvalidFileError(`${name} cannot be used: ${why}`, {
    hint: 'Push it again with brewpull atlas push.',
  });
}
