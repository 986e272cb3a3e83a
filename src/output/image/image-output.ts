/** What `image` answers. */
export interface ImageOutput {
  /** The image that was asked for. */
  readonly reference: string;
  /** What it is called where it is loaded; null where it gets no name. */
  readonly name: string | null;
  /** `linux/amd64`. */
  readonly platform: string;
  /** `unchanged`: the very file was there. */
  readonly status: 'written' | 'unchanged';
  /** The archive or the folder. */
  readonly path: string;
  /** A tar for `docker load`, or an OCI layout as a folder. */
  readonly format: 'archive' | 'oci-dir';
  /** Of what was written. */
  readonly sizeBytes: number;
  /** Of the archive; null for a folder. */
  readonly sha256: string | null;
  /** The digest of its config. */
  readonly imageId: string;
  readonly manifestDigest: string;
  /** Of the index that lists its platforms; null where it has none. */
  readonly indexDigest: string | null;
  readonly rateLimit: RateLimitOutput | null;
  readonly layers: readonly LayerOutput[];
}

/** What `image list` answers. */
export interface ImageListOutput {
  /** The name of the image without a tag. */
  readonly image: string;
  /** All that the registry names. */
  readonly tags: readonly string[];
}

/** What `image inspect` answers, and `image --dry-run`. */
export interface ImageInspectOutput {
  /** The image that was asked for. */
  readonly reference: string;
  /** Of the document that the reference names. */
  readonly kind: 'index' | 'manifest';
  /** Of that document. */
  readonly mediaType: string;
  /** Of that document. */
  readonly digest: string;
  readonly platforms: readonly ImagePlatformOutput[];
  readonly rateLimit: RateLimitOutput | null;
  /** Empty for an index. */
  readonly layers: readonly LayerOutput[];
}

/** An image for one platform. */
export interface ImagePlatformOutput {
  /** `linux/arm64/v8`; null where the registry does not say it. */
  readonly platform: string | null;
  /** Of Windows: `10.0.17763.1234`; null for others. */
  readonly osVersion: string | null;
  /** Of its manifest. */
  readonly digest: string;
  /** Of its manifest, or of what is in it where the image has no index. */
  readonly sizeBytes: number;
}

/** A layer of an image. */
export interface LayerOutput {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** How much may still be fetched, where the registry says it. */
export interface RateLimitOutput {
  readonly limit: number;
  readonly remaining: number;
  /** The time that both are for; null where that is not said. */
  readonly windowSeconds: number | null;
}
