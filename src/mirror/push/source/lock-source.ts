import { confirmBottle, type ConfirmedBottle } from '../../../bottle/confirm/confirm-bottle.ts';
import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { FileRange } from '../../../archive/gzip.ts';
import { bottleIdIn } from '../../../core/bottle-id.ts';
import { digestOf } from '../../../core/digest.ts';
import { parseTargetTag } from '../../../core/target.ts';
import { systemClock } from '../../../http/clock.ts';
import { streamDownload } from '../../../http/download/stream-download.ts';
import { DOCUMENT_BYTES } from '../../../json/read-json.ts';
import type { Lock, LockedBottle } from '../../../lock/file/lock.ts';
import { unlockBottle } from '../../../lock/locked-bottle.ts';
import { orAbsent } from '../../../registry/absence.ts';
import { streamRegularFile } from '../../../store/read/open-regular-file.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { onlyOnce, type PushSource, type SourceBottle } from './push-source.ts';

/**
 * Returns the bottles of a lock. Documents are those that the lock pins; bottles come from the cache, or straight from the
 * registry without a copy on disk. Throws `UsageError` for an unknown target.
 */
export function lockSource(lock: Lock, brewpull: Brewpull): PushSource {
  const bottles = lock.targets.flatMap((target) =>
    target.bottles.map((locked) =>
      bottleOf(locked, brewpull, (override) =>
        unlockBottle(locked, parseTargetTag(target.bottleTag), override),
      ),
    ),
  );
  return {
    kind: 'lock',
    bottles: onlyOnce(bottles),
    repairHint: 'Try another network, or the registry of another --registry.',
  };
}

type Unlock = (override: Brewpull['tools']['registry']['override']) => FoundBottle;

function bottleOf(locked: LockedBottle, brewpull: Brewpull, unlock: Unlock): SourceBottle {
  const { tools, store } = brewpull;
  const { sizeBytes, sha256 } = locked;
  const digest = digestOf(sha256);
  // Without the prefix that a mirror puts before the names.
  const { origin } = unlock(undefined);
  let confirming: Promise<ConfirmedBottle> | undefined;
  const confirm = (): Promise<ConfirmedBottle> => {
    confirming ??= confirmBottle(unlock(tools.registry.override), tools.registry, tools);
    return confirming;
  };
  let cached: Promise<string | undefined> | undefined;
  const findCached = (): Promise<string | undefined> => {
    cached ??= store.find(digest).then((blob) => blob?.path);
    return cached;
  };
  const isInRegistry = origin.kind === 'registry' && locked.indexDigest !== undefined;
  return {
    ...bottleIdIn({ ...locked, formula: locked.nameThen }),
    sizeBytes,
    place: isInRegistry
      ? { repository: origin.repository, reference: origin.reference }
      : undefined,
    readDocuments: async () => {
      const { index, manifest, entry } = await confirm();
      const { manifestDigest } = entry;
      return { index: index.bytes, manifestDigest, manifest: manifest?.bytes };
    },
    open: async function* (range) {
      const path = await findCached();
      if (path === undefined)
        yield* openRemote({ confirmed: await confirm(), sizeBytes }, range, brewpull);
      else yield* streamRegularFile(path, range);
    },
    readConfig: async (config) => {
      const { origin: from } = (await confirm()).found;
      if (from.kind !== 'registry') return undefined;
      const { client } = await brewpull.network();
      const wanted = { digest: config, maxBytes: DOCUMENT_BYTES };
      return orAbsent(client.getBlob(from.root.registry, from.repository, wanted));
    },
    readAttestations: async () => [],
    isAtHand: async () => (await findCached()) !== undefined,
  };
}

interface RemoteBottle {
  readonly confirmed: ConfirmedBottle;
  readonly sizeBytes: number;
}

async function* openRemote(
  { confirmed: { found, layer }, sizeBytes }: RemoteBottle,
  { start, end }: FileRange,
  brewpull: Brewpull,
): AsyncIterable<Uint8Array> {
  const { origin, fileName } = found;
  if (origin.kind !== 'registry') return;
  const { client } = await brewpull.network();
  const { onEvent, signal } = brewpull.options;
  yield* streamDownload({
    name: fileName,
    range: { from: start, to: end - 1 },
    sizeBytes,
    open: (range) =>
      client.openBlob(origin.root.registry, origin.repository, { digest: layer.digest, range }),
    clock: systemClock,
    onEvent,
    signal,
  });
}
