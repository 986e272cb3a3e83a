import * as v from 'valibot';
import type { Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { checkJson } from '../../json/parse-schema.ts';
import { readJson } from '../../json/read-json.ts';
import { kindOfMediaType, OCI_INDEX, OCI_MANIFEST, parseContentType } from './media-type.ts';
import type { Platform } from '../platform.ts';
import {
  AnnotationsField,
  EntrySchema,
  IndexSchema,
  ManifestSchema,
  PlatformField,
  type DescriptorSchema,
} from './oci-schema.ts';
import type { Rejection } from './rejection.ts';
import { keepGood } from './elements-schema.ts';
import { servedJson } from './served-json.ts';

/** A pointer to bytes: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md. */
interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly annotations: ReadonlyMap<string, string>;
}

/** One usable element of an index. */
export interface IndexEntry extends Descriptor {
  /** `attestation` is BuildKit's record about another entry, not an image. */
  readonly kind: 'manifest' | 'index' | 'attestation';
  readonly platform: Platform | undefined;
}

/** An image index or Docker manifest list: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md. */
export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  /** In the order served, without entries of media types that brewpull does not know. */
  readonly entries: readonly IndexEntry[];
  readonly annotations: ReadonlyMap<string, string>;
  /** Elements that could not be read and were left out. */
  readonly rejected: readonly Rejection[];
  /** Unreadable entries that may have a media type that brewpull reads. */
  readonly broken: readonly BrokenEntry[];
}

/** The readable fields of an entry that is broken as a whole. */
export interface BrokenEntry extends Rejection {
  readonly annotations: ReadonlyMap<string, string>;
  readonly platform: Platform | undefined;
}

/** One image: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, or Docker's schema 2. */
export interface ImageManifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  /** The type of its content if it is not an image: its own statement, or else the type of its config. Undefined for an image. */
  readonly artifactType: string | undefined;
  readonly config: Descriptor;
  /** From the bottom up. */
  readonly layers: readonly Descriptor[];
  readonly annotations: ReadonlyMap<string, string>;
  readonly rejected: readonly Rejection[];
}

/** How a document was served, and its name in messages. */
export interface DocumentSource {
  readonly what: string;
  /** As served; undefined for bytes from the cache. */
  readonly contentType: string | undefined;
}

/** The types of an image's config: OCI's and Docker's. */
const IMAGE_CONFIGS: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/** The error for a document of another kind. */
export class ForeignDocumentError extends RegistryResponseError {
  /** The type it declares, or was served as. */
  readonly mediaType: string;

  constructor(message: string, mediaType: string) {
    super(message);
    this.mediaType = mediaType;
  }
}

/** An entry of which only the readable fields count. */
const TracesSchema = v.object({
  mediaType: v.optional(v.fallback(v.optional(v.string()), undefined)),
  annotations: v.optional(v.fallback(AnnotationsField, undefined)),
  platform: v.optional(v.fallback(PlatformField, undefined)),
});

const EnvelopeSchema = v.looseObject({
  schemaVersion: v.number(),
  mediaType: v.optional(v.string()),
});

/**
 * Parses an image index or image manifest. The body's `mediaType` and the `Content-Type` must agree. Either may be missing, since
 * Homebrew's indexes have none in the body, and mirrors made of plain files send a generic `Content-Type`; without both, the
 * shape decides. Throws `RegistryResponseError`.
 */
export function parseDocument(
  bytes: Uint8Array,
  source: DocumentSource,
): ImageIndex | ImageManifest {
  const served = parseContentType(source.contentType);
  if (served !== undefined && kindOfMediaType(served) === undefined) {
    throw new ForeignDocumentError(
      `${source.what} was answered as ${legible(served)}, not as an image index or manifest`,
      served,
    );
  }
  const json = readJson(bytes, servedJson(source.what));
  const envelope = checkJson(EnvelopeSchema, json, servedJson(source.what));
  const mediaType = agreedMediaType(envelope, served, source.what);
  const kind = kindOfMediaType(mediaType);
  if (kind === 'schema1' || envelope.schemaVersion === 1) throw schema1Error(source.what);
  if (kind === undefined) {
    throw new ForeignDocumentError(`${source.what} is not an image index or manifest`, mediaType);
  }
  if (envelope.schemaVersion !== 2) {
    throw new RegistryResponseError(`${source.what} is not an image index or manifest`);
  }
  // Another client could read a document that is both differently: CVE-2021-41190.
  if ('manifests' in envelope && ('layers' in envelope || 'config' in envelope)) {
    throw new RegistryResponseError(`${source.what} claims to be an index and a manifest`);
  }
  return kind === 'index'
    ? parseIndex(json, mediaType, source.what)
    : parseManifest(json, mediaType, source.what);
}

function parseIndex(json: unknown, mediaType: string, what: string): ImageIndex {
  const body = checkJson(IndexSchema, json, servedJson(what));
  const { good, rejected } = keepGood(EntrySchema, body.manifests, 'manifests');
  const rejections: Rejection[] = [...rejected];
  const annotations = readAnnotations(body.annotations, 'annotations', rejections);
  const entries: IndexEntry[] = [];
  const odd: BrokenEntry[] = [];
  for (const entry of good) {
    const descriptor = toDescriptor(entry, rejections);
    const platform = toPlatform(entry.platform);
    const kind = kindOfEntry(descriptor, platform);
    if (kind !== undefined) entries.push({ ...descriptor, kind, platform });
    // Unknown media types are not an error, unless the entry names a bottle.
    else if (descriptor.annotations.has('sh.brew.bottle.digest')) {
      const reason = 'has a media type that bottles do not have';
      odd.push({ where: descriptor.digest, reason, annotations: descriptor.annotations, platform });
    }
  }
  const broken = [...rejected.flatMap((each) => tracesOf(each, each.element) ?? []), ...odd];
  return { kind: 'index', mediaType, entries, annotations, rejected: rejections, broken };
}

/**
 * Returns the readable fields of a broken entry, or undefined if it cannot be an image: an attestation, or another media type.
 */
function tracesOf({ where, reason }: Rejection, element: unknown): BrokenEntry | undefined {
  const traces = v.safeParse(TracesSchema, element);
  const { mediaType = OCI_MANIFEST, ...fields } = traces.success ? traces.output : {};
  const platform = toPlatform(fields.platform);
  const annotations = readAnnotations(fields.annotations, where, []);
  const kind = kindOfEntry({ mediaType, annotations }, platform);
  return kind === 'manifest' ? { where, reason, annotations, platform } : undefined;
}

function parseManifest(json: unknown, mediaType: string, what: string): ImageManifest {
  const body = checkJson(ManifestSchema, json, servedJson(what));
  const rejected: Rejection[] = [];
  return {
    kind: 'manifest',
    mediaType,
    artifactType: artifactTypeOf(body),
    config: toDescriptor(body.config, rejected),
    layers: body.layers.map((layer) => toDescriptor(layer, rejected)),
    annotations: readAnnotations(body.annotations, 'annotations', rejected),
    rejected,
  };
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage */
function artifactTypeOf({
  artifactType,
  config,
}: v.InferOutput<typeof ManifestSchema>): string | undefined {
  if ((artifactType ?? '') !== '') return artifactType ?? undefined;
  return IMAGE_CONFIGS.has(config.mediaType) ? undefined : config.mediaType;
}

function agreedMediaType(
  envelope: v.InferOutput<typeof EnvelopeSchema>,
  served: string | undefined,
  what: string,
): string {
  const declared = envelope.mediaType;
  // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests: SHOULD reject.
  if (declared !== undefined && served !== undefined && declared !== served) {
    throw new RegistryResponseError(
      `${what} calls itself ${legible(declared)}, but was answered as ${legible(served)}`,
    );
  }
  return declared ?? served ?? ('manifests' in envelope ? OCI_INDEX : OCI_MANIFEST);
}

function kindOfEntry(
  descriptor: Pick<Descriptor, 'mediaType' | 'annotations'>,
  platform: Platform | undefined,
): IndexEntry['kind'] | undefined {
  const kind = kindOfMediaType(descriptor.mediaType);
  if (kind === undefined || kind === 'schema1') return undefined;
  // https://docs.docker.com/build/metadata/attestations/attestation-storage/
  const isUnknown = platform?.os === 'unknown' && platform.architecture === 'unknown';
  return isUnknown || descriptor.annotations.has('vnd.docker.reference.type')
    ? 'attestation'
    : kind;
}

function toDescriptor(
  entry: v.InferOutput<typeof DescriptorSchema>,
  rejected: Rejection[],
): Descriptor {
  const { mediaType, digest, size: sizeBytes } = entry;
  const annotations = readAnnotations(entry.annotations, `annotations of ${digest}`, rejected);
  return { mediaType, digest, sizeBytes, annotations };
}

function toPlatform(platform: v.InferOutput<typeof EntrySchema>['platform']): Platform | undefined {
  if (platform === null || platform === undefined) return undefined;
  const { architecture, os, variant } = platform;
  return { architecture, os, osVersion: platform['os.version'], variant };
}

function readAnnotations(
  annotations: v.InferOutput<typeof AnnotationsField>,
  where: string,
  rejected: Rejection[],
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (typeof value === 'string') texts.set(key, value);
    else rejected.push({ where, reason: 'expected a text in every annotation' });
  }
  return texts;
}

function schema1Error(what: string): RegistryResponseError {
  return new RegistryResponseError(
    `${what} is in Docker's manifest schema 1, which registries and Docker have given up`,
    {
      hint: 'Schema 2 (2015) and OCI manifests replaced it, and tags pushed with them can be fetched: brewpull image list NAME shows the tags.',
    },
  );
}

/** Makes server text safe for a message: only characters of a media type, so that it cannot control a terminal. */
function legible(mediaType: string): string {
  return /^[\w.+/-]{1,120}$/.test(mediaType) ? mediaType : 'an unreadable media type';
}
