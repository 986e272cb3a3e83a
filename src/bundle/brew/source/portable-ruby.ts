import { bottleFileName } from '../../../core/bottle-name.ts';
import { digestOf } from '../../../core/digest.ts';
import { CORE_TAP } from '../../../core/formula-key.ts';
import { parsePkgVersion } from '../../../core/pkg-version.ts';
import type { Target } from '../../../core/target.ts';
import type { PulledBottle } from '../../../bottle/obtain/pulled-bottle.ts';
import { ownPlace } from '../../../bottle/resolve/bottle-origin.ts';
import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import { repositoryOf } from '../../../registry/address.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { PortableRuby, RubyFile } from '../release/brew-release.ts';
import { askRubyHistory, askRubyIndex, type RubyWitness } from './ruby-witnesses.ts';

const FORMULA = 'portable-ruby';

/** One bottle of Portable Ruby, as a tree of Homebrew or a lock names it. */
export interface WantedRuby extends RubyFile, Pick<PortableRuby, 'version'> {
  readonly repository: string;
  /** From a lock, which vouches for the rest as well; undefined if nothing does. */
  readonly sizeBytes?: number | undefined;
}

/** Portable Ruby in the cache, verified. */
export interface ObtainedRuby {
  readonly path: string;
  readonly sizeBytes: number;
  /** For receipts. */
  readonly pulled: PulledBottle;
  /** Who else names this sha256. */
  readonly witnesses: readonly RubyWitness[];
  /** Who could not be asked, and why. */
  readonly notes: readonly string[];
}

/**
 * Fetches a Portable Ruby from its registry. The tree of Homebrew says its sha256, and everyone else at hand must say the same:
 * the registry's index and, for one from homebrew/core, the history of that tap. Neither is asked about what a lock holds. Throws
 * `DisagreementError` with both values, and what downloading throws.
 */
export async function obtainRuby(
  brewpull: Brewpull,
  wanted: WantedRuby,
  target: Target,
): Promise<ObtainedRuby> {
  const { tools, options } = brewpull;
  const found = findRuby(brewpull, wanted, target);
  const isLocked = wanted.sizeBytes !== undefined;
  const index = isLocked ? undefined : await askRubyIndex(brewpull, found);
  const hasHistory = !isLocked && found.tap === CORE_TAP;
  const testimonies = [
    ...(index === undefined ? [] : [index]),
    ...(hasHistory ? [await askRubyHistory(brewpull, found)] : []),
  ];
  const attested = await tools.attest(found);
  const blob = await tools.downloads.obtain({
    name: found.fileName,
    digest: digestOf(wanted.sha256),
    sizeBytes: wanted.sizeBytes ?? (index?.witness === undefined ? undefined : index.sizeBytes),
    origin: found.origin,
    signal: options.signal,
  });
  const { path, sizeBytes } = blob;
  const pulled: PulledBottle = {
    found,
    // Its sha256 is all that brew asks for, and all that a lock keeps.
    documents: undefined,
    status: blob.wasCached ? 'cached' : 'pulled',
    sizeBytes,
    dependencies: undefined,
    connection: blob.connection,
    fromHistory: blob.fromHistory,
    provenance: attested?.outcome,
    file: undefined,
    sidecar: undefined,
    attestations: undefined,
  };
  return {
    path,
    sizeBytes,
    pulled,
    witnesses: testimonies.flatMap(({ witness }) => witness ?? []),
    notes: testimonies.flatMap((each) => (each.witness === undefined ? [each.note] : [])),
  };
}

/** Describes it like any other bottle, so that it is fetched, attested and recorded like one. */
function findRuby(brewpull: Brewpull, wanted: WantedRuby, target: Target): FoundBottle {
  const { version: pkgVersion, bottleTag, sha256, repository } = wanted;
  // `homebrew/core/portable-ruby` belongs to homebrew/core.
  const tap = repository.split('/').slice(0, 2).join('/');
  const { rootUrl, root } = ownPlace(tap, brewpull.registry().override);
  return {
    status: 'found',
    requested: FORMULA,
    target,
    formula: FORMULA,
    builtAs: FORMULA,
    tap,
    ...parsePkgVersion(pkgVersion),
    pkgVersion,
    rebuild: 0,
    bottleTag,
    match: bottleTag === target.bottleTag ? 'exact' : 'older',
    sha256,
    cellar: undefined,
    origin: {
      kind: 'registry',
      rootUrl,
      root,
      repository: repositoryOf(root, FORMULA),
      reference: pkgVersion,
    },
    fileName: bottleFileName({ formula: FORMULA, pkgVersion, bottleTag, rebuild: 0 }),
    introducedBy: undefined,
    droppedBy: undefined,
    otherVersions: [],
    sources: [],
  };
}
