import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { DisagreementError, NotFoundError, RegistryResponseError } from '../../core/errors.ts';
import type { ServedManifest } from '../../registry/client.ts';
import { OCI_INDEX } from '../../registry/documents/media-type.ts';
import {
  parseRawIndex,
  type RawIndex,
  type RawIndexEntry,
} from '../../registry/documents/raw-index-schema.ts';
import { indexOf } from '../reduced-index.ts';
import type { PushItem, SentBottle } from './push-bottle.ts';
import type { IndexForm } from './push-outcome.ts';
import type { PushTools } from './push-tools.ts';

/** What is under a reference after a push. */
export interface PushedIndex {
  readonly form: IndexForm;
  readonly digest: Digest;
  /** Whether it had to be sent. */
  readonly isNew: boolean;
}

/** A bottle that the registry has, with what describes it. */
export interface IndexedItem {
  readonly item: PushItem;
  readonly sent: SentBottle;
}

/** The statuses with which a registry refuses an index whose manifests are missing. */
const REFUSALS = new Set([400, 404, 422]);

/**
 * Pushes the index of one version under the reference that brew asks for, once the manifests of the items, all of that version,
 * are in the registry. First tries the index as published, because locks and receipts name its digest. But it also names bottles
 * for other systems, and registries that check this (such as distribution) refuse it without them. It is then reduced to the
 * entries that the registry has, unchanged, including those of an earlier index there. brew looks only for the entry of its own
 * bottle (`manifest_annotations`, Library/Homebrew/resource.rb at aad366ffaf) and does not check the digest of the index.
 */
export async function pushIndex(
  [first, ...others]: readonly [IndexedItem, ...IndexedItem[]],
  tools: PushTools,
): Promise<PushedIndex> {
  const { uploads } = tools;
  const { place, reference } = first.item;
  const wanted = [first, ...others].map(({ sent }) => sent.manifestDigest);
  const published = largest([first, ...others]);
  const name = `${place.repository}:${reference}`;
  const ours = parseRawIndex(published, name);
  const there = await readIndex(first.item, tools);
  const digest = digestOfBytes(published);
  if (there?.served.digest === digest) return { form: 'published', digest, isNew: false };
  const known = new Set(there?.index?.entries.map((entry) => entry.digest));
  if (there !== undefined && wanted.every((each) => known.has(each))) {
    return { form: 'kept', digest: there.served.digest, isNew: false };
  }
  const rawEntries = [ours];
  for (const { sent } of others) rawEntries.push(parseRawIndex(sent.index, name));
  const candidates = rawEntries.flatMap(({ entries }) => entries);
  const ownEntries = candidates.filter((entry) => wanted.includes(entry.digest));
  if (!tools.force) refuseOther(there, ownEntries, { name, source: tools.source.kind });
  const named = new Set(ours.entries.map((entry) => entry.digest));
  const isLarger = [...known, ...wanted].every((each) => named.has(each));
  if (isLarger || tools.force) {
    try {
      const index = { bytes: published, digest, mediaType: OCI_INDEX };
      await uploads.putManifest(place, reference, index);
      return { form: 'published', digest, isNew: true };
    } catch (error) {
      const isRefusal = error instanceof RegistryResponseError && REFUSALS.has(error.status ?? 0);
      if (!isRefusal) throw error;
    }
  }
  const kept = tools.force ? [] : (there?.index?.entries ?? []);
  const present = new Set([...wanted, ...known]);
  const isPresent = async (manifest: Digest): Promise<boolean> =>
    present.has(manifest) || uploads.hasManifest(place, manifest);
  const bytes = indexOf(ours, await onlyPresent([...candidates, ...kept], isPresent));
  const reduced = { bytes, digest: digestOfBytes(bytes), mediaType: OCI_INDEX };
  await uploads.putManifest(place, reference, reduced);
  return { form: 'reduced', digest: reduced.digest, isNew: true };
}

/** Returns the largest of several states of one index, which is the latest, since bottles are added to it. */
function largest(items: readonly [IndexedItem, ...IndexedItem[]]): Uint8Array {
  return items
    .map(({ sent }) => sent.index)
    .reduce((best, bytes) => (bytes.length > best.length ? bytes : best));
}

interface ThereIndex {
  readonly served: ServedManifest;
  /** Undefined for a single image. */
  readonly index: RawIndex | undefined;
}

async function readIndex(
  { place, reference }: PushItem,
  { client }: PushTools,
): Promise<ThereIndex | undefined> {
  const { registry, repository } = place;
  try {
    const served = await client.getManifest(registry, repository, reference);
    const isIndex = served.document.kind === 'index';
    const name = `${repository}:${reference}`;
    return { served, index: isIndex ? parseRawIndex(served.bytes, name) : undefined };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Throws if the reference names other bottles of this version, which are never replaced silently. */
function refuseOther(
  there: ThereIndex | undefined,
  ours: readonly RawIndexEntry[],
  { name, source }: { readonly name: string; readonly source: string },
): void {
  if (there === undefined) return;
  const hint = 'Use another prefix, or --force to replace it.';
  if (there.index === undefined) {
    throw new DisagreementError(
      `what ${name} is`,
      [
        { source: 'the registry', value: 'a single image' },
        { source: `the ${source}`, value: 'an index of bottles' },
      ],
      { hint },
    );
  }
  for (const entry of ours) {
    const other = there.index.entries.find(
      ({ refName, digest }) => refName === entry.refName && digest !== entry.digest,
    );
    if (other === undefined) continue;
    throw new DisagreementError(
      `the manifest of ${entry.refName ?? name}`,
      [
        { source: 'the registry', value: other.digest },
        { source: `the ${source}`, value: entry.digest },
      ],
      { hint },
    );
  }
}

/** Keeps the entries whose manifest the registry has; asks once per manifest. */
async function onlyPresent(
  entries: readonly RawIndexEntry[],
  isPresent: (manifest: Digest) => Promise<boolean>,
): Promise<readonly RawIndexEntry[]> {
  const present = new Set<Digest>();
  for (const digest of new Set(entries.map((entry) => entry.digest))) {
    if (await isPresent(digest)) present.add(digest);
  }
  return entries.filter(({ digest }) => present.has(digest));
}
