import type { Brewpull } from '../workspace/brewpull.ts';
import { findKind } from './path-kind.ts';
import { UsageError } from '../core/errors.ts';
import type { Verification, VerifyRequest } from './verification.ts';

/**
 * Verifies a bottle, a bundle, a mirror or an image archive, whichever a path holds. Sends nothing. Whatever is wrong is a
 * finding and not thrown. Throws `UsageError` for a path that holds none of them, or that has no `SHA256SUMS` if a signer is
 * named.
 */
export async function verifyPath(
  brewpull: Brewpull,
  path: string,
  request: VerifyRequest,
): Promise<Verification> {
  const kind = await findKind(path);
  if (request.signer !== undefined && kind !== 'bundle' && kind !== 'mirror') throw unsigned(path);
  if (kind === 'bottle') {
    const { verifyBottle } = await import('./verify-bottle.ts');
    return verifyBottle(brewpull, path, request);
  }
  if (kind === 'image') {
    const { verifyImagePath } = await import('./verify-image-path.ts');
    return verifyImagePath(path, brewpull.options.signal, request.receipt);
  }
  if (kind === 'mirror') {
    const { verifyMirrorPath } = await import('./verify-mirror-path.ts');
    return verifyMirrorPath(brewpull, path, request.signer);
  }
  const { verifyBundlePath } = await import('./verify-bundle-path.ts');
  return verifyBundlePath(brewpull, path, request);
}

function unsigned(path: string): UsageError {
  return new UsageError(`${path} is neither a bundle nor a mirror: it has no signed SHA256SUMS`, {
    hint: 'Leave --signer out, or verify this path by itself.',
  });
}
