import { digestOf, type Digest } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  BrewpullError,
  DisagreementError,
  OfflineError,
  UnauthorizedError,
} from '../../core/errors.ts';
import type { BottleIndex, IndexedBottle } from '../../registry/documents/bottle-index.ts';
import { orAbsent } from '../../registry/absence.ts';
import type { RegistrySource, ServedDocument } from '../../registry/cached/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import { withRegistryReading } from './with-registry-reading.ts';
import { checkEntry } from './check-entry.ts';
import {
  isContradiction,
  isTold,
  settleContradiction,
  type ConfirmTools,
} from './settle-contradiction.ts';
import { checkLayer } from './check-layer.ts';
import { checkPinned } from './check-pinned.ts';
import { listCandidatePlaces, type Attempt } from './candidate-places.ts';

/** A bottle whose digest history and registry agree on. */
export interface ConfirmedBottle {
  /** With the reference, and the version as the registry reads it. */
  readonly found: FoundBottle;
  readonly index: ServedDocument;
  /** Undefined when the registry does not have it; brew never asks for it. */
  readonly manifest: ServedDocument | undefined;
  readonly bottles: BottleIndex;
  readonly entry: IndexedBottle;
  /** The size is undefined if neither manifest nor index gives it. */
  readonly layer: { readonly digest: Digest; readonly sizeBytes: number | undefined };
  /** What was unexpected, but not a disagreement. */
  readonly notes: readonly string[];
}

/**
 * Looks up a found bottle in its registry and checks everything that the index and manifest say about it. If the reference is
 * missing, the readings of other years are tried. When the registry contradicts a file of answers, {@link settleContradiction}
 * settles it. Throws {@link DisagreementError} with both values, or {@link BottleUnobtainableError} when the registry has
 * none of them.
 */
export async function confirmBottle(
  found: FoundBottle,
  registry: RegistrySource,
  tools: ConfirmTools,
): Promise<ConfirmedBottle> {
  try {
    return await confirm(found, registry);
  } catch (error) {
    if (!isTold(found) || !isContradiction(error)) throw error;
    const how = { ...tools, registry };
    return await confirm(await settleContradiction(found, error, how), registry);
  }
}

async function confirm(found: FoundBottle, registry: RegistrySource): Promise<ConfirmedBottle> {
  const { origin } = found;
  if (origin.kind !== 'registry')
    throw new Error(`Internal error: ${found.fileName} is in no registry`);
  let disagreement: DisagreementError | undefined;
  let refusal: Refusal | undefined;
  const attempts = listCandidatePlaces(found);
  const refused = new Set<string>();
  for (const attempt of attempts) {
    const { registry: url } = attempt.place.root;
    const name = `${url.href} ${attempt.repository}`;
    if (refused.has(name)) continue;
    const served = await readIfThere(registry, attempt);
    if (served instanceof BrewpullError) {
      refusal ??= served;
      // ghcr.io refuses a token for a repository that does not exist; the cache can lack single references.
      if (served instanceof UnauthorizedError) refused.add(name);
      continue;
    }
    if (served === undefined) continue;
    try {
      const checked = checkEntry(found, served, attempt);
      const { entry, index, where } = checked;
      const manifest = await readManifest(registry, attempt, entry);
      const layer =
        manifest === undefined
          ? { digest: digestOf(entry.sha256), sizeBytes: entry.sizeBytes }
          : checkLayer(found, manifest, checked);
      const { manifestDigest } = entry;
      checkPinned(found, { manifestDigest, sizeBytes: layer.sizeBytes }, where);
      const { adopted, notes: facts } = withRegistryReading(found, attempt, checked);
      const notes =
        manifest === undefined ? [...facts, withoutManifest(found, entry, url.host)] : facts;
      return { found: adopted, index: served, bottles: index, manifest, entry, layer, notes };
    } catch (error) {
      if (!(error instanceof DisagreementError)) throw error;
      disagreement ??= error;
    }
  }
  throw disagreement ?? refusal ?? gone(found, attempts, origin.root.registry.host);
}

/** An error that leaves open whether another name or place has it. */
type Refusal = UnauthorizedError | OfflineError;

async function readIfThere(
  registry: RegistrySource,
  { place, repository, reference, pinned }: Attempt,
): Promise<ServedDocument | Refusal | undefined> {
  try {
    return await orAbsent(
      registry.readDocument(place.root.registry, repository, pinned ?? reference),
    );
  } catch (error) {
    if (error instanceof UnauthorizedError || error instanceof OfflineError) return error;
    throw error;
  }
}

/** Reads a manifest; undefined if there is none: a mirror may lack it, and then so does the cache with `--offline`. */
async function readManifest(
  registry: RegistrySource,
  { place, repository }: Attempt,
  { manifestDigest }: IndexedBottle,
): Promise<ServedDocument | undefined> {
  try {
    return await orAbsent(registry.readDocument(place.root.registry, repository, manifestDigest));
  } catch (error) {
    if (error instanceof OfflineError) return undefined;
    throw error;
  }
}

function withoutManifest(found: FoundBottle, entry: IndexedBottle, host: string): string {
  return `the manifest of ${found.fileName}, ${entry.manifestDigest}, is not available: only the index of ${host} describes the bottle`;
}

function gone(found: FoundBottle, attempts: readonly Attempt[], host: string): BrewpullError {
  const tried = attempts
    .map(({ repository, reference, pinned }) =>
      pinned === undefined ? `${repository}:${reference}` : `${repository}@${pinned}`,
    )
    .join(', ');
  const isPinned = attempts.some(({ pinned }) => pinned !== undefined);
  return new BottleUnobtainableError(
    `${host} does not have ${found.fileName}, which Homebrew once built (asked for ${tried})`,
    {
      hint: isPinned
        ? `Update the lock: brewpull lock --update ${found.formula}.`
        : 'Try --history registry to see what the registry still has.',
    },
  );
}
