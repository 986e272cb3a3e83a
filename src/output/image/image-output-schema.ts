import * as v from 'valibot';

import { Count, DigestText, Sha256Text } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  ImageInspectOutput,
  ImageListOutput,
  ImageOutput,
  ImagePlatformOutput,
  LayerOutput,
  RateLimitOutput,
} from './image-output.ts';

const LayerSchema = schemaOf<LayerOutput>()(v.object({ digest: DigestText, sizeBytes: Count }));

const RateLimitSchema = schemaOf<RateLimitOutput>()(
  v.object({ limit: Count, remaining: Count, windowSeconds: v.nullable(Count) }),
);

/** See {@link ImageOutput}. */
export const ImageSchema = schemaOf<ImageOutput>()(
  v.object({
    reference: v.string(),
    name: v.nullable(v.string()),
    platform: v.string(),
    status: v.picklist(['written', 'unchanged']),
    path: v.string(),
    format: v.picklist(['archive', 'oci-dir']),
    sizeBytes: Count,
    sha256: v.nullable(Sha256Text),
    imageId: DigestText,
    manifestDigest: DigestText,
    indexDigest: v.nullable(DigestText),
    rateLimit: v.nullable(RateLimitSchema),
    layers: v.array(LayerSchema),
  }),
);

/** See {@link ImageListOutput}. */
export const ImageListSchema = schemaOf<ImageListOutput>()(
  v.object({ image: v.string(), tags: v.array(v.string()) }),
);

const PlatformSchema = schemaOf<ImagePlatformOutput>()(
  v.object({
    platform: v.nullable(v.string()),
    osVersion: v.nullable(v.string()),
    digest: DigestText,
    sizeBytes: Count,
  }),
);

/** See {@link ImageInspectOutput}. */
export const ImageInspectSchema = schemaOf<ImageInspectOutput>()(
  v.object({
    reference: v.string(),
    kind: v.picklist(['index', 'manifest']),
    mediaType: v.string(),
    digest: DigestText,
    platforms: v.array(PlatformSchema),
    rateLimit: v.nullable(RateLimitSchema),
    layers: v.array(LayerSchema),
  }),
);
