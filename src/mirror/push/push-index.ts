import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { DisagreementError, NotFoundError, RegistryResponseError } from '../../core/errors.ts';
import type { ServedManifest } from '../../registry/client.ts';
import { OCI_INDEX } from '../../registry/documents/media-type.ts';
import {
  formatIndex,
  parseRawIndex,
  type RawIndex,
  type RawIndexEntry,
} from '../../registry/documents/raw-index-schema.ts';
import type { PushItem } from './push-bottle.ts';
import type { IndexForm } from './push-outcome.ts';
import type { PushTools } from './push-tools.ts';

/** What stands under a tag after a push. */
export interface PushedIndex {
  readonly form: IndexForm;
  readonly digest: Digest;
  /** Whether it had to be put there. */
  readonly isNew: boolean;
}

/** A registry that checks what an index names says one of these. */
const REFUSALS = new Set([400, 404, 422]);

/**
 * Puts the index of one version under the tag that brew asks for, when the manifests of `items`, all of that version, are
 * there. First as it was published, because its digest stands in locks and receipts. It names bottles for other systems as
 * well, and registries that check (distribution does) refuse it without them; then it is reduced to the entries that the
 * registry has, unchanged, those of an index that stood there included. brew looks only for the entry of its own bottle
 * (`manifest_annotations`, Library/Homebrew/resource.rb at aad366ffaf) and checks no digest of the index.
 */
export async function pushIndex(
  [first, ...others]: readonly [PushItem, ...PushItem[]],
  tools: PushTools,
): Promise<PushedIndex> {
  const { reader, uploads } = tools;
  const { place, reference } = first;
  const wanted = [first, ...others].map(({ manifestDigest }) => manifestDigest);
  const published = await largest([first, ...others], tools);
  const name = `${place.repository}:${reference}`;
  const ours = parseRawIndex(published, name);
  const there = await readIndex(first, tools);
  const digest = digestOfBytes(published);
  if (there?.served.digest === digest) return { form: 'published', digest, isNew: false };
  const known = new Set(there?.index?.entries.map((entry) => entry.digest));
  if (there !== undefined && wanted.every((each) => known.has(each))) {
    return { form: 'kept', digest: there.served.digest, isNew: false };
  }
  const rawEntries = [ours];
  for (const item of others) {
    rawEntries.push(parseRawIndex(await reader.read(item.indexFile), name));
  }
  if (!tools.force) refuseOther(there, rawEntries, wanted, name);
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
  const all = [...rawEntries.flatMap(({ entries }) => entries), ...kept];
  const bytes = formatIndex(
    ours,
    await onlyPresent(all, new Set([...wanted, ...known]), first, tools),
  );
  const reduced = { bytes, digest: digestOfBytes(bytes), mediaType: OCI_INDEX };
  await uploads.putManifest(place, reference, reduced);
  return { form: 'reduced', digest: reduced.digest, isNew: true };
}

/** Of several states of one index the largest is the latest: bottles are added to it. */
async function largest(items: readonly PushItem[], { reader }: PushTools): Promise<Uint8Array> {
  const all = await Promise.all(items.map(({ indexFile }) => reader.read(indexFile)));
  return all.reduce((best, bytes) => (bytes.length > best.length ? bytes : best));
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

/** Throws when what stands there is not of this version's bottles: a tag is never turned over silently. */
function refuseOther(
  there: ThereIndex | undefined,
  ours: readonly RawIndex[],
  wanted: readonly Digest[],
  name: string,
): void {
  if (there === undefined) return;
  const hint = 'Use another prefix, or --force to replace it.';
  if (there.index === undefined) {
    throw new DisagreementError(
      `what ${name} is`,
      [
        { source: 'the registry', value: 'a single image' },
        { source: 'the bundle', value: 'an index of bottles' },
      ],
      { hint },
    );
  }
  const entries = ours.flatMap((index) => index.entries);
  for (const entry of entries.filter(({ digest }) => wanted.includes(digest))) {
    const other = there.index.entries.find(
      ({ refName, digest }) => refName === entry.refName && digest !== entry.digest,
    );
    if (other === undefined) continue;
    throw new DisagreementError(
      `the manifest of ${entry.refName ?? name}`,
      [
        { source: 'the registry', value: other.digest },
        { source: 'the bundle', value: entry.digest },
      ],
      { hint },
    );
  }
}

/** Keeps each entry once that is known to be there, or that the registry says it has. */
async function onlyPresent(
  entries: readonly RawIndexEntry[],
  known: ReadonlySet<Digest>,
  { place }: PushItem,
  { uploads }: PushTools,
): Promise<readonly RawIndexEntry[]> {
  const once = new Map<Digest, RawIndexEntry>();
  for (const entry of entries) if (!once.has(entry.digest)) once.set(entry.digest, entry);
  const present: RawIndexEntry[] = [];
  for (const [digest, entry] of once) {
    if (known.has(digest) || (await uploads.hasManifest(place, digest))) present.push(entry);
  }
  return present;
}
