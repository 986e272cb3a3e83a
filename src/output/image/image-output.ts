/** The output of `image`. */
export interface ImageOutput {
  /** The image that was asked for. */
  readonly reference: string;
  /** The name it gets when it is loaded; null if it gets none. */
  readonly name: string | null;
  /** `linux/amd64`. */
  readonly platform: string;
  /** `unchanged`: the same file was already there. */
  readonly status: 'written' | 'unchanged';
  /** The path of the archive or folder. */
  readonly path: string;
  /** A tar for `docker load`, or an OCI layout as a folder. */
  readonly format: 'archive' | 'oci-dir';
  /** The size of what was written. */
  readonly sizeBytes: number;
  /** The sha256 of the archive; null for a folder. */
  readonly sha256: string | null;
  /** The digest of its config. */
  readonly imageId: string;
  readonly manifestDigest: string;
  /** The digest of the index that lists its platforms; null if there is none. */
  readonly indexDigest: string | null;
  readonly rateLimit: RateLimitOutput | null;
  readonly layers: readonly LayerOutput[];
}

/** The output of `image list`. */
export interface ImageListOutput {
  /** The name of the image without a tag. */
  readonly image: string;
  /** Every tag that the registry lists. */
  readonly tags: readonly string[];
}

/** The output of `image inspect` and `image --dry-run`. */
export interface ImageInspectOutput {
  /** The image that was asked for. */
  readonly reference: string;
  /** Whether the reference names an index or a manifest. */
  readonly kind: 'index' | 'manifest';
  /** The media type of that document. */
  readonly mediaType: string;
  /** The digest of that document. */
  readonly digest: string;
  readonly platforms: readonly ImagePlatformOutput[];
  readonly rateLimit: RateLimitOutput | null;
  /** Empty for an index. */
  readonly layers: readonly LayerOutput[];
}

/** An image for one platform. */
export interface ImagePlatformOutput {
  /** `linux/arm64/v8`; null if the registry does not say. */
  readonly platform: string | null;
  /** The version of Windows: `10.0.17763.1234`; null for other systems. */
  readonly osVersion: string | null;
  /** The digest of its manifest. */
  readonly digest: string;
  /** The size of its manifest. */
  readonly sizeBytes: number;
}

/** A layer of an image. */
export interface LayerOutput {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** The registry's rate limit, and how much of it is left. */
export interface RateLimitOutput {
  readonly limit: number;
  readonly remaining: number;
  /** The period that both apply to; null if the registry does not say. */
  readonly windowSeconds: number | null;
}
