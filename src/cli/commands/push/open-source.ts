import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openSoundBottles } from '../../../bundle/verify/open-sound-bundle.ts';
import { UsageError } from '../../../core/errors.ts';
import { bundleSource } from '../../../mirror/push/source/bundle-source.ts';
import { lockSource } from '../../../mirror/push/source/lock-source.ts';
import { mirrorSource } from '../../../mirror/push/source/mirror-source.ts';
import type { PushSource } from '../../../mirror/push/source/push-source.ts';
import { openMirror } from '../../../mirror/tree/file/open-mirror.ts';
import { MIRROR_FILE } from '../../../mirror/tree/file/tree-layout.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { openLock } from '../../arguments/lock-request.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Session } from '../../session.ts';

/**
 * Opens the source of a push until the command ends: a lock if its name ends in `.json`, a mirror if it has a `mirror.json`, and
 * otherwise a bundle. Throws `UsageError` and `InvalidFileError`.
 */
export async function openSource(
  named: string,
  args: Arguments,
  session: Session,
): Promise<PushSource> {
  if (/\.json$/i.test(named)) return openLocked(named, args, session);
  const path = session.resolvePath(named);
  if (existsSync(join(path, MIRROR_FILE))) return mirrorSource(await openMirror(path));
  const reader = await openSoundBottles(path, session.onEvent);
  session.defer(() => reader.close());
  return bundleSource(reader);
}

async function openLocked(named: string, args: Arguments, session: Session): Promise<PushSource> {
  const { lock } = await openLock(named, session.terminal, undefined);
  if (lock === undefined) {
    throw new UsageError(`there is no ${named}`, {
      hint: `Make it with brewpull lock FORMULA… --lock ${named}.`,
    });
  }
  return lockSource(lock, await openBrewpull(args, session));
}
