import type { FakeRegistry } from '../registry/fake-registry.ts';
import type { ImageStore } from './make-image.ts';

/** Puts images into a fake registry. */
export function storeOf(registry: FakeRegistry): ImageStore {
  return {
    putBlob: (repository, _digest, bytes) => void registry.putBlob(repository, bytes),
    putManifest: (repository, reference, bytes, mediaType) =>
      void registry.putManifest(
        repository,
        reference.startsWith('sha256:') ? undefined : reference,
        bytes,
        mediaType,
      ),
  };
}
