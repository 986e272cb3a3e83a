import { join } from 'node:path';

import { digestOf } from '../../core/digest.ts';
import { placeFile } from '../../store/place/place-file.ts';
import type { NoBottle } from '../resolve/resolution.ts';
import { prebuiltFileName } from './prebuilt-name.ts';
import type { PullTools } from './pull-bottle.ts';
import type { PulledPrebuilt } from '../obtain/pulled-bottle.ts';

/**
 * Downloads the ready-to-run file of a formula without a bottle, as a plain file without credentials, and verifies it by the
 * formula's sha256. It gets no sidecar: it is not a bottle. Returns the answer unchanged if no such file is known.
 */
export async function pullPrebuilt(
  answer: NoBottle,
  tools: PullTools,
): Promise<PulledPrebuilt | NoBottle> {
  const { prebuilt, formula } = answer;
  const url = prebuilt === undefined ? null : URL.parse(prebuilt.url);
  if (prebuilt === undefined || url === null) return answer;
  const digest = digestOf(prebuilt.sha256);
  const name = prebuiltFileName(prebuilt.url, formula);
  const facts = { status: 'prebuilt', answer, prebuilt, fileName: name } as const;
  if (tools.dryRun) {
    const isCached = await tools.downloads.has(digest);
    return { ...facts, file: undefined, sizeBytes: undefined, isCached };
  }
  const origin = { kind: 'file', rootUrl: url.origin, url } as const;
  const blob = await tools.downloads.obtain({ name, digest, sizeBytes: undefined, origin });
  const file = await place(blob.path, name, tools);
  return { ...facts, file, sizeBytes: blob.sizeBytes, isCached: blob.wasCached };
}

async function place(
  path: string,
  name: string,
  { destination }: PullTools,
): Promise<string | undefined> {
  if (destination.kind === 'stream') {
    await destination.send(path);
    return undefined;
  }
  const file = destination.kind === 'file' ? destination.path : join(destination.path, name);
  await placeFile(path, file);
  return file;
}
