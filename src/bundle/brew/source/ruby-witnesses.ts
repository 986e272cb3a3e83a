import { orAbsent } from '../../../registry/absence.ts';
import { readBottleIndex } from '../../../registry/documents/bottle-index.ts';
import {
  BrewpullError,
  DisagreementError,
  OfflineError,
  UnauthorizedError,
} from '../../../core/errors.ts';
import { CORE_TAP } from '../../../core/formula-key.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { ServedDocument } from '../../../registry/cached/registry-source.ts';
import { formatReference } from '../../../registry/reference.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { TapHistory } from '../../../workspace/histories/tap-history.ts';
import { readCloneHistory } from '../../../workspace/histories/formula-history.ts';

/** Who else, besides the tree of Homebrew, names the sha256 of a Portable Ruby. */
export type RubyWitness = 'registry' | 'history';

/** What one of them says. */
export type Testimony =
  | {
      readonly witness: RubyWitness;
      readonly sizeBytes?: number | undefined;
    }
  /** Nothing, and why. */
  | { readonly witness: undefined; readonly note: string };

/** Bottles were seldom rebuilt, and each rebuild has its own reference. */
const MOST_REBUILDS = 9;

/**
 * Asks the registry's index about a Portable Ruby. Only the sha256 counts: brew fetches it without an index, and machines that
 * build for an older system name their own in the index. Throws {@link DisagreementError} with both values.
 */
export async function askRubyIndex(brewpull: Brewpull, found: FoundBottle): Promise<Testimony> {
  const { origin, pkgVersion, bottleTag, sha256, fileName } = found;
  if (origin.kind !== 'registry') throw new Error(`Internal error: ${fileName} is in no registry`);
  const { root, repository } = origin;
  let other: { readonly where: string; readonly sha256: string } | undefined;
  const silent = (why: string): Testimony => ({
    witness: undefined,
    note: `no index confirms the sha256 of ${fileName}: ${why}`,
  });
  for (let rebuild = 0; rebuild <= MOST_REBUILDS; rebuild += 1) {
    const reference = formatReference({ pkgVersion, rebuild });
    const where = `${root.registry.host}/${repository}:${reference}`;
    let served: ServedDocument | undefined;
    try {
      served = await orAbsent(
        brewpull.registry().readDocument(root.registry, repository, reference),
      );
    } catch (error) {
      if (!(error instanceof OfflineError) && !isDenial(error)) throw error;
      if (other === undefined) return silent(error.message);
      break;
    }
    if (served?.document.kind !== 'index') break;
    const { bottles } = readBottleIndex(served.document, reference);
    const own = bottles.find((each) => each.sha256 === sha256);
    if (own !== undefined) return { witness: 'registry', sizeBytes: own.sizeBytes };
    const namesake = bottles.find((each) => each.bottleTag === bottleTag);
    if (namesake !== undefined) other = { where, sha256: namesake.sha256 };
  }
  if (other === undefined) return silent(`${root.registry.host} has none that names it`);
  throw disagree(found, other.where, other.sha256);
}

function isDenial(error: unknown): error is UnauthorizedError {
  return error instanceof UnauthorizedError && error.mayBeAbsent;
}

/**
 * Asks homebrew-core's own history about a Portable Ruby from homebrew/core, if a history is at hand. Throws
 * {@link DisagreementError} with both values.
 */
export async function askRubyHistory(brewpull: Brewpull, found: FoundBottle): Promise<Testimony> {
  const { formula, pkgVersion, bottleTag, sha256 } = found;
  const silent = (why: string): Testimony => ({
    witness: undefined,
    note: `the history of ${CORE_TAP} does not confirm Portable Ruby ${pkgVersion}: ${why}`,
  });
  const { history, tapClones } = brewpull.options;
  let tap: TapHistory | undefined;
  try {
    tap = await brewpull.histories.of(CORE_TAP);
  } catch (error) {
    // A clone that was named must work; one that happens to be there need not.
    const isNamed = tapClones.length > 0 || history === 'git';
    if (isNamed || !(error instanceof BrewpullError)) throw error;
    return silent(error.message);
  }
  if (tap === undefined) return silent('there is none on this machine');
  try {
    const { spans } = await readCloneHistory(brewpull, tap, formula);
    const own = spans.filter(
      (span) => span.bottleTag === bottleTag && formatPkgVersion(span.introduced) === pkgVersion,
    );
    if (own.some(({ checksum }) => checksum === sha256)) return { witness: 'history' };
    const [other] = own;
    if (other === undefined) return silent(`it has no such bottle for ${bottleTag}`);
    throw disagree(found, tap.description, other.checksum);
  } catch (error) {
    const isUnknown = error instanceof BrewpullError && error.code === 'FORMULA_NOT_FOUND';
    if (isUnknown) return silent('it has no such formula');
    throw error;
  }
}

function disagree({ fileName, sha256 }: FoundBottle, source: string, value: string): Error {
  return new DisagreementError(
    fileName,
    [
      { source: 'the tree of Homebrew', value: sha256 },
      { source, value },
    ],
    { hint: 'Do not use it. Try another network, --registry or --brew.' },
  );
}
