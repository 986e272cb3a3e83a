import { openSoundBundle } from '../../bundle/verify/open-sound-bundle.ts';
import { parseTargetTag } from '../../core/target.ts';
import { planOfLock } from '../../lock/locked-bottle.ts';
import { findStockKind, readStockLock } from '../../mirror/diff/read-stock.ts';
import { openMirror } from '../../mirror/tree/file/open-mirror.ts';
import { readTreeSums } from '../../mirror/tree/file/tree-sums.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { bundleTargets } from './bottles-of-bundle.ts';
import { mirrorTargets } from './bottles-of-mirror.ts';
import { planTargets } from './bottles-of-plan.ts';
import type { AuditSubject } from './subject.ts';

/**
 * Opens a bundle, a lock or a mirror to look at its bottles. Every file of a bundle is checked first, as `brewpull verify` does;
 * a file of a mirror is checked when it is read. Sends nothing. The caller closes it. Throws `InvalidFileError` for anything
 * damaged, and `UsageError` if it is none of the three.
 */
export async function openSubject(brewpull: Brewpull, path: string): Promise<AuditSubject> {
  const kind = await findStockKind(path);
  if (kind === 'bundle') {
    const reader = await openSoundBundle(path, brewpull.options.onEvent);
    try {
      return { kind, path, targets: await bundleTargets(reader), close: () => reader.close() };
    } catch (error) {
      await reader.close();
      throw error;
    }
  }
  if (kind === 'mirror') {
    const mirror = await openMirror(path);
    const sums = await readTreeSums(path);
    return { kind, path, targets: mirrorTargets(mirror, sums), close: holdsNothing };
  }
  const lock = await readStockLock(path);
  const plans = lock.targets.map((target) =>
    planOfLock(target, parseTargetTag(target.bottleTag), undefined),
  );
  return { kind, path, targets: await planTargets(brewpull, plans), close: holdsNothing };
}

async function holdsNothing(): Promise<void> {}
