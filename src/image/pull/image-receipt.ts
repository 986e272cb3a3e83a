import type { ImageReceipt } from '../../receipt/receipt.ts';
import type { ImageName } from '../image-name.ts';
import { formatPlatform } from '../image-platform.ts';
import type { PulledImage } from './pull-image.ts';

/** Records how an image was obtained. The connection is that of the first fetched layer. */
export function imageReceipt(
  { fullName, registry, repository }: ImageName,
  { chosen, content, layers, platform }: PulledImage,
): ImageReceipt {
  const { index } = chosen;
  return {
    kind: 'image',
    reference: fullName,
    platform: formatPlatform(platform),
    registry: registry.origin,
    repository,
    index:
      index === undefined ? undefined : { digest: index.digest, sizeBytes: index.bytes.length },
    manifest: { digest: content.manifest.digest, sizeBytes: content.manifest.sizeBytes },
    config: { digest: content.config.digest, sizeBytes: content.config.sizeBytes },
    layers: content.layers.map(({ digest, sizeBytes }) => ({ digest, sizeBytes })),
    connection: layers.find(({ connection }) => connection !== undefined)?.connection,
  };
}
