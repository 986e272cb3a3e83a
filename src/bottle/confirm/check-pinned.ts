import { DisagreementError } from '../../core/errors.ts';
import type { FoundBottle, PinnedFacts } from '../resolve/resolution.ts';

/**
 * Checks what `where` says about a bottle against the lock that it comes from. Throws {@link DisagreementError} with both
 * values: a lock is never corrected silently.
 */
export function checkPinned(
  { pinned, fileName, formula }: FoundBottle,
  found: { readonly [Name in keyof PinnedFacts]?: PinnedFacts[Name] | undefined },
  where: string,
): void {
  if (pinned === undefined) return;
  const { manifestDigest = pinned.manifestDigest, sizeBytes = pinned.sizeBytes } = found;
  const hint = `Restore the lock, or update it: brewpull lock --update ${formula}.`;
  if (sizeBytes !== pinned.sizeBytes) {
    throw new DisagreementError(
      `the size of ${fileName}`,
      [
        { source: 'the lock', value: `${pinned.sizeBytes} bytes` },
        { source: where, value: `${sizeBytes} bytes` },
      ],
      { hint },
    );
  }
  if (pinned.manifestDigest !== undefined && manifestDigest !== pinned.manifestDigest) {
    throw new DisagreementError(
      `the manifest of ${fileName}`,
      [
        { source: 'the lock', value: pinned.manifestDigest },
        { source: where, value: manifestDigest ?? 'none' },
      ],
      { hint },
    );
  }
}
