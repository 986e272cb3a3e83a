import { stat } from 'node:fs/promises';

import { openSoundBottles } from '../../../bundle/verify/open-sound-bundle.ts';
import { UsageError } from '../../../core/errors.ts';
import { openBundleSite } from '../../../mirror/serve/bundle-site.ts';
import { makeCoreTaps } from '../../../mirror/serve/core-tap.ts';
import type { Site } from '../../../mirror/serve/route.ts';
import { openMirrorSite } from '../../../mirror/serve/tree-site.ts';
import { MIRROR_FILE } from '../../../mirror/tree/file/tree-layout.ts';
import { join } from 'node:path';
import type { Session } from '../../session.ts';
import type { ServedCoreTap } from './serve-text.ts';

/** What is served. */
export interface Served {
  readonly site: Site;
  readonly coreTaps: readonly ServedCoreTap[];
}

/**
 * Opens the bundle or mirror that the user named; a bundle is closed with the session. Throws {@link UsageError} or
 * `InvalidFileError`.
 */
export async function openServed(path: string, session: Session): Promise<Served> {
  if (await isMirror(path)) {
    const site = await openMirrorSite(path);
    if (site.stock.bottles === 0) throw new UsageError(`${path} has no bottles to serve`);
    return { site, coreTaps: site.coreTaps };
  }
  const reader = await openSoundBottles(path, session.onEvent);
  session.defer(() => reader.close());
  const coreTaps = await makeCoreTaps(reader);
  return { site: await openBundleSite(reader, coreTaps), coreTaps };
}

async function isMirror(path: string): Promise<boolean> {
  const found = await stat(join(path, MIRROR_FILE)).catch(() => undefined);
  return found !== undefined;
}
