import { digestOf, type Digest } from '../../../src/core/digest.ts';
import { sha256Of } from './build-bottle.ts';

/** A manifest or index as a registry keeps it. */
export interface StoredManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
}

/** What a registry holds in one repository. */
export class Repository {
  readonly blobs = new Map<string, Uint8Array>();
  readonly manifests = new Map<string, StoredManifest>();
  /** In order of upload, which is how ghcr.io lists them. */
  readonly tags = new Map<string, Digest>();
  isPrivate = false;

  putBlob(bytes: Uint8Array): Digest {
    const digest = digestOf(sha256Of(bytes));
    this.blobs.set(digest, bytes);
    return digest;
  }

  putManifest(reference: string | undefined, bytes: Uint8Array, mediaType: string): Digest {
    const digest = digestOf(sha256Of(bytes));
    this.manifests.set(digest, { bytes, digest, mediaType });
    if (reference !== undefined) this.tags.set(reference, digest);
    return digest;
  }

  /** Describes every manifest that names this subject. */
  referrersOf(subject: string): object[] {
    return [...this.manifests.values()].flatMap(({ bytes, digest, mediaType }) => {
      const manifest: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
      const named: unknown = Reflect.get(Object(manifest), 'subject');
      if (Reflect.get(Object(named), 'digest') !== subject) return [];
      const artifactType: unknown = Reflect.get(Object(manifest), 'artifactType');
      return [{ mediaType, digest, size: bytes.length, artifactType }];
    });
  }

  findManifest(reference: string): StoredManifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }
}
