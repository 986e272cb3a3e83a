import { digestOf, type Digest } from '../../core/digest.ts';
import { DisagreementError, RegistryResponseError } from '../../core/errors.ts';
import type { ServedDocument } from '../../registry/cached/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { CheckedEntry } from './check-entry.ts';

/**
 * Checks that a manifest holds one layer, the bottle that the index names, and returns it. Throws {@link DisagreementError}
 * with both values, and `RegistryResponseError` if it does not hold exactly one layer.
 */
export function checkLayer(
  found: FoundBottle,
  { document }: ServedDocument,
  { entry, where }: CheckedEntry,
): { digest: Digest; sizeBytes: number } {
  const [layer, ...others] = document.kind === 'manifest' ? document.layers : [];
  if (layer === undefined || others.length > 0) {
    throw new RegistryResponseError(
      `the manifest of ${found.fileName} in ${where} is not that of a bottle`,
    );
  }
  if (layer.digest !== digestOf(entry.sha256)) {
    throw new DisagreementError(found.fileName, [
      { source: 'the index', value: digestOf(entry.sha256) },
      { source: `the manifest in ${where}`, value: layer.digest },
    ]);
  }
  if (entry.sizeBytes !== undefined && entry.sizeBytes !== layer.sizeBytes) {
    throw new DisagreementError(`the size of ${found.fileName}`, [
      { source: 'the index', value: `${entry.sizeBytes} bytes` },
      { source: `the manifest in ${where}`, value: `${layer.sizeBytes} bytes` },
    ]);
  }
  return layer;
}
