import { bottleFileName } from '../../core/bottle-name.ts';
import { isSameSystem, parseBottleTag } from '../../core/bottle-tag.ts';
import { digestOf, type Digest } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  type BrewpullError,
  DisagreementError,
  NotFoundError,
  RegistryResponseError,
} from '../../core/errors.ts';
import { formatPkgVersion, parsePkgVersion } from '../../core/pkg-version.ts';
import { repositoryOf } from '../../registry/address.ts';
import {
  findBottle,
  readBottleIndex,
  type BottleIndex,
  type IndexedBottle,
} from '../../registry/documents/bottle-index.ts';
import { formatRefName, formatReference, referenceAlternatives } from '../../registry/reference.ts';
import { platformAgrees } from '../../registry/platform.ts';
import type { RegistrySource, ServedDocument } from '../resolve/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** A bottle whose digest history and registry agree about. */
export interface ConfirmedBottle {
  /** With the reference, and where the registry reads the version otherwise, the version that it goes by. */
  readonly found: FoundBottle;
  readonly index: ServedDocument;
  readonly manifest: ServedDocument;
  readonly bottles: BottleIndex;
  readonly entry: IndexedBottle;
  readonly layer: { readonly digest: Digest; readonly sizeBytes: number };
  /** What is not as expected, though it agrees. */
  readonly notes: readonly string[];
}

/** Where a bottle may be, the likeliest first. */
interface Attempt {
  readonly repository: string;
  readonly reference: string;
  /** The index that a lock names, in the place of the reference. */
  readonly pinned?: Digest;
}

/**
 * Looks a found bottle up in its registry and checks every statement of the index and manifest against it. When the
 * reference is not there, the readings of other years are tried. Throws {@link DisagreementError} with both values, or
 * {@link BottleUnobtainableError} when the registry has none of them.
 */
export async function confirmBottle(
  found: FoundBottle,
  registry: RegistrySource,
): Promise<ConfirmedBottle> {
  const { origin } = found;
  if (origin.kind !== 'registry')
    throw new Error(`Internal error: ${found.fileName} is in no registry`);
  let disagreement: DisagreementError | undefined;
  const attempts = listAttempts(found);
  for (const attempt of attempts) {
    const { repository, reference } = attempt;
    const served = await readIfThere(registry, origin.root.registry, attempt);
    if (served === undefined) continue;
    try {
      const where = `${origin.root.registry.host}/${repository}:${reference}`;
      const { entry, index } = confirmEntry(found, served, reference, where);
      const manifest = await registry.readDocument(
        origin.root.registry,
        repository,
        entry.manifestDigest,
      );
      const layer = confirmLayer(found, manifest, entry, where);
      const { adopted, notes } = adopt(found, attempt, index, entry);
      return { found: adopted, index: served, bottles: index, manifest, entry, layer, notes };
    } catch (error) {
      if (!(error instanceof DisagreementError)) throw error;
      disagreement ??= error;
    }
  }
  throw disagreement ?? gone(found, attempts, origin.root.registry.host);
}

function listAttempts(found: FoundBottle): readonly Attempt[] {
  const { origin, version, revision, rebuild, otherVersions, nameThen, formula } = found;
  if (origin.kind !== 'registry') return [];
  const names = [...new Set([nameThen, formula])];
  const attempts = names.flatMap((name) =>
    [version, ...otherVersions].flatMap((reading) => {
      const pkgVersion = formatPkgVersion({ version: reading, revision });
      return referenceAlternatives(formatReference({ pkgVersion, rebuild })).map((reference) => ({
        repository: repositoryOf(origin.root, name),
        reference,
      }));
    }),
  );
  const unique = new Map(
    attempts.map((attempt) => [`${attempt.repository}:${attempt.reference}`, attempt]),
  );
  const { pinnedIndex: pinned } = found;
  const { repository, reference } = origin;
  return [...(pinned === undefined ? [] : [{ repository, reference, pinned }]), ...unique.values()];
}

async function readIfThere(
  registry: RegistrySource,
  url: URL,
  { repository, reference, pinned }: Attempt,
): Promise<ServedDocument | undefined> {
  try {
    return await registry.readDocument(url, repository, pinned ?? reference);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function confirmEntry(
  found: FoundBottle,
  { document }: ServedDocument,
  reference: string,
  where: string,
): { entry: IndexedBottle; index: BottleIndex } {
  if (document.kind !== 'index') {
    throw new RegistryResponseError(
      `${where} is a single manifest, not an index of bottles`,
      undefined,
    );
  }
  const index = readBottleIndex(document, reference);
  const said = `history (${found.record?.commit.oid.slice(0, 12) ?? 'the index'})`;
  const { sha256, bottleTag } = found;
  const entry =
    findBottle(index, bottleTag, sha256) ??
    index.bottles.find((bottle) => isSameSystem(bottle.tag, bottleTag) && bottle.sha256 === sha256);
  if (entry === undefined) {
    const other = findBottle(index, bottleTag);
    throw new DisagreementError(
      found.fileName,
      { source: said, value: digestOf(sha256) },
      {
        source: where,
        value:
          other === undefined
            ? `only ${index.bottles.map(({ tag }) => tag).join(', ') || 'nothing'}`
            : digestOf(other.sha256),
      },
      { hint: 'Do not install it. Try --history registry, another network, or a newer clone.' },
    );
  }
  const expected = formatRefName(index, entry.tag);
  if (entry.refName !== expected) {
    throw new DisagreementError(
      `the name of ${found.fileName}`,
      { source: 'the index', value: expected },
      { source: where, value: entry.refName },
    );
  }
  const tag = parseBottleTag(entry.tag);
  if (tag !== undefined && !platformAgrees(tag, entry.platform)) {
    const { os = '', osVersion = '', architecture = '' } = entry.platform ?? {};
    throw new DisagreementError(
      `the platform of ${found.fileName}`,
      { source: 'its bottle tag', value: entry.tag },
      { source: where, value: [os, osVersion, architecture].filter(Boolean).join(' ') },
    );
  }
  return { entry, index };
}

function confirmLayer(
  found: FoundBottle,
  { document }: ServedDocument,
  entry: IndexedBottle,
  where: string,
): { digest: Digest; sizeBytes: number } {
  const [layer, ...others] = document.kind === 'manifest' ? document.layers : [];
  if (layer === undefined || others.length > 0) {
    throw new RegistryResponseError(
      `the manifest of ${found.fileName} in ${where} is no bottle's`,
      undefined,
    );
  }
  if (layer.digest !== digestOf(entry.sha256)) {
    throw new DisagreementError(
      found.fileName,
      { source: 'the index', value: digestOf(entry.sha256) },
      { source: `the manifest in ${where}`, value: layer.digest },
    );
  }
  if (entry.sizeBytes !== undefined && entry.sizeBytes !== layer.sizeBytes) {
    throw new DisagreementError(
      `the size of ${found.fileName}`,
      { source: 'the index', value: `${entry.sizeBytes} bytes` },
      { source: `the manifest in ${where}`, value: `${layer.sizeBytes} bytes` },
    );
  }
  return layer;
}

/** Takes over where the bottle really was, and by which reading of the version. */
function adopt(
  found: FoundBottle,
  { repository, reference }: Attempt,
  index: BottleIndex,
  entry: IndexedBottle,
): { adopted: FoundBottle; notes: readonly string[] } {
  const notes: string[] = [];
  const { origin } = found;
  const { pkgVersion, rebuild } = index;
  if (origin.kind === 'registry' && repository !== origin.repository) {
    notes.push(`${found.fileName} stands under ${repository} in the registry`);
  }
  if (pkgVersion !== found.pkgVersion) {
    notes.push(`the registry has ${found.formula} ${found.pkgVersion} as ${pkgVersion}`);
  } else if (origin.kind === 'registry' && reference !== origin.reference) {
    notes.push(`the registry has ${origin.reference} as ${reference}`);
  }
  const name = { formula: found.nameThen, pkgVersion, tag: entry.tag, rebuild };
  const sources = [...new Set([...found.sources, 'registry' as const])];
  return {
    adopted: {
      ...found,
      ...parsePkgVersion(pkgVersion),
      pkgVersion,
      rebuild,
      bottleTag: entry.tag,
      fileName: bottleFileName(name),
      origin: origin.kind === 'registry' ? { ...origin, repository, reference } : origin,
      sources,
    },
    notes,
  };
}

function gone(found: FoundBottle, attempts: readonly Attempt[], host: string): BrewpullError {
  const tried = attempts
    .map(({ repository, reference }) => `${repository}:${reference}`)
    .join(', ');
  return new BottleUnobtainableError(
    `${host} does not have ${found.fileName}, which Homebrew once built (asked for ${tried})`,
    { hint: 'Try --history registry to see what the registry still has.' },
  );
}
