import { BrewpullError, FormulaUnreadableError } from '../core/errors.ts';
import { formatPkgVersion } from '../core/pkg-version.ts';
import type { FormulaReader } from '../history/state/formula-reader.ts';
import type { EvidenceFacts } from './evidence/evidence-facts.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { TapHistory } from '../workspace/histories/tap-history.ts';
import { readCloneHistory } from '../workspace/histories/formula-history.ts';

/** Where a bottle is said to come from, and the formula's text if it was kept. */
export interface KeptFormula {
  readonly tap: string;
  readonly formula: string;
  readonly sha256: string;
  /** What a receipt or a bundle says; undefined to look the sha256 up in the history. */
  readonly commit: string | undefined;
  readonly path: string | undefined;
  readonly text: Uint8Array | undefined;
  /** The git oid of the text, if it was recorded. */
  readonly oid: string | undefined;
}

/** What the history says, and which version it pairs the sha256 with; undefined if it was not looked up. */
type HistoryEvidence = Pick<EvidenceFacts, 'history' | 'formula'> & Pick<FactsPlace, 'builtAs'>;

/** What a sha256 was built as. The first version follows the rules of its time, the others those of other years. */
export interface Built {
  readonly pkgVersions: readonly string[];
  readonly rebuild: number;
}

interface FactsPlace {
  readonly commit: string;
  readonly path: string;
  readonly builtAs: Built | undefined;
}

/**
 * Looks a bottle up in the clone of its tap, if one is at hand, and takes the formula's text from what was kept or else from
 * there. Without a clone, only what was kept counts.
 */
export async function historyFacts(
  brewpull: Brewpull,
  kept: KeptFormula,
): Promise<HistoryEvidence> {
  const history = await openIfThere(brewpull, kept.tap);
  const place = await findPlace(brewpull, kept, history);
  if (place === undefined) return { history: undefined, formula: undefined, builtAs: undefined };
  const { commit, path, builtAs } = place;
  const inClone = await history?.repository.read(`${commit}:${path}`);
  const own = inClone?.status === 'found' ? inClone : undefined;
  const text = kept.text ?? own?.bytes;
  const oid = own?.oid ?? kept.oid;
  const entries = text && entriesOf(await brewpull.histories.reader(), text, { path, commit });
  return {
    history: history && (await ancestry(history, commit)),
    formula: text && { path, text, oid, entries },
    builtAs,
  };
}

async function openIfThere(brewpull: Brewpull, tap: string): Promise<TapHistory | undefined> {
  const { history, tapClones } = brewpull.options;
  try {
    return await brewpull.histories.of(tap);
  } catch (error) {
    // A clone that was named must work; one that happens to be there need not.
    if (tapClones.length > 0 || history === 'git' || !(error instanceof BrewpullError)) {
      throw error;
    }
    return undefined;
  }
}

async function findPlace(
  brewpull: Brewpull,
  { formula, sha256, commit, path }: KeptFormula,
  history: TapHistory | undefined,
): Promise<FactsPlace | undefined> {
  if (commit !== undefined && path !== undefined) return { commit, path, builtAs: undefined };
  if (history === undefined) return undefined;
  try {
    const { spans } = await readCloneHistory(brewpull, history, formula);
    const span = spans.find(({ checksum }) => checksum === sha256);
    if (span === undefined) return undefined;
    const { introduced } = span;
    const { version, otherVersions, revision, rebuild } = introduced;
    const pkgVersions = [version, ...otherVersions].map((reading) =>
      formatPkgVersion({ version: reading, revision }),
    );
    const builtAs = { pkgVersions, rebuild };
    const { commit: said, path: where } = introduced;
    if (said.oid === undefined || where === undefined) return undefined;
    return { commit: said.oid, path: where, builtAs };
  } catch (error) {
    if (error instanceof BrewpullError && error.code === 'FORMULA_NOT_FOUND') return undefined;
    throw error;
  }
}

async function ancestry(history: TapHistory, commit: string): Promise<EvidenceFacts['history']> {
  const oid = await history.head();
  const isAncestor = await history.repository.isAncestor(commit, oid);
  return { commit, head: { branch: history.description, oid }, isAncestor };
}

function entriesOf(
  reader: FormulaReader,
  text: Uint8Array,
  place: Pick<FactsPlace, 'path' | 'commit'>,
): NonNullable<EvidenceFacts['formula']>['entries'] {
  try {
    // The date only chooses between rules for versions, which do not matter here.
    const { bottle } = reader.read(text, place, '2000-01-01T00:00:00Z');
    return bottle?.entries ?? [];
  } catch (error) {
    if (error instanceof FormulaUnreadableError) return undefined;
    throw error;
  }
}
