import { FormulaUnreadableError } from '../../core/errors.ts';
import { throwIfAborted } from '../../core/abort.ts';
import type { Target } from '../../core/target.ts';
import { SpanChooser } from '../../history/answers/bottle-spans.ts';
import type { HistoryRow } from '../../history/answers/bottle-spans-table.ts';
import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import { createDetailsReader, type DetailsReader } from '../../history/ruby/details-reader.ts';
import { platformOf } from '../../history/ruby/evaluate/platform.ts';
import type { AdvisoryCorpus } from '../advisories/advisory.ts';
import type { PouringVersion } from '../report/vulns-report.ts';
import type { AskedHistory } from './fixed-bottles.ts';
import { canBeOffered, choosePouring } from './choose-pouring.ts';
import { judgeVersion, type JudgedVersion } from './judge-version.ts';
import { resolvedByFormula } from './resolved-by-formula.ts';

/** A formula's file as of one commit. */
interface FormulaPlaceInHistory {
  readonly commit: string;
  readonly path: string;
}

/** What judging needs besides the builds. */
export interface BuildTools {
  readonly corpus: AdvisoryCorpus;
  /** The machines that are asked about; if there are none, patches are read as a Mac with the newest macOS sees them. */
  readonly targets: readonly Target[];
  /** Reads a formula's text; undefined if it is not at hand. */
  readonly readText: (place: FormulaPlaceInHistory) => Promise<Uint8Array | undefined>;
  readonly signal: AbortSignal;
}

/** What is known about one build. */
export interface JudgedBuild extends JudgedVersion {
  readonly row: HistoryRow;
  /** As in {@link JudgedBottle}. */
  readonly arePatchesKnown: boolean;
}

/**
 * Judges every build of a formula by the advisories and by the patches of its formula at that time. A patch counts only if every
 * formula of the build has it, for every target. Reads a text, and loads Ruby's parser, only if something is open. Throws what
 * `AdvisoryCorpus.recordsFor` and `readText` throw, and when it is aborted.
 */
export async function judgeBuilds(
  { formula, tap }: Pick<AskedHistory, 'formula' | 'tap'>,
  rows: readonly HistoryRow[],
  tools: BuildTools,
): Promise<readonly JudgedBuild[]> {
  const patches = new PatchReader(tools);
  const judged: JudgedBuild[] = [];
  for (const row of rows) {
    throwIfAborted(tools.signal);
    const spans = row.cells.flatMap((cell) => cell?.span ?? []);
    const names = [...new Set([formula, ...spans.map(({ introduced }) => introduced.name)])];
    const question = { tap, names, pkgVersion: row.pkgVersion };
    const plain = judgeVersion(tools.corpus, { ...question, resolved: undefined });
    if (plain.open.length === 0) {
      judged.push({ ...plain, row, arePatchesKnown: true });
      continue;
    }
    const resolved = await patches.resolvedInAll(spans);
    const version = judgeVersion(tools.corpus, { ...question, resolved });
    judged.push({ ...version, row, arePatchesKnown: resolved !== undefined });
  }
  return judged;
}

/** Finds the newest of some builds that a target can use and that has no known vulnerability. */
export function newestWithoutOpen(
  builds: readonly JudgedBuild[],
  target: Target,
): PouringVersion | undefined {
  const spans = builds.flatMap(({ coverage, open, row }) =>
    coverage === 'covered' && open.length === 0
      ? row.cells.flatMap((cell) => cell?.span ?? [])
      : [],
  );
  const chooser = new SpanChooser(target, { exactOnly: false });
  return choosePouring(spans.filter(canBeOffered), chooser);
}

/** Reads what the patches of formulae resolve, each text once. */
class PatchReader {
  readonly #tools: BuildTools;
  readonly #known = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  #reader: Promise<DetailsReader> | undefined;

  constructor(tools: BuildTools) {
    this.#tools = tools;
  }

  /** Returns what the formulae of all these bottles resolve; undefined if one of them is not at hand or cannot be read. */
  async resolvedInAll(spans: readonly ShownBottle[]): Promise<ReadonlySet<string> | undefined> {
    let common: ReadonlySet<string> | undefined;
    for (const { introduced } of spans) {
      const { commit, path } = introduced;
      if (commit.oid === undefined || path === undefined) return undefined;
      const place = { commit: commit.oid, path };
      const key = `${place.commit}:${path}`;
      const reading = this.#known.get(key) ?? this.#read(place);
      this.#known.set(key, reading);
      const resolved = await reading;
      if (resolved === undefined) return undefined;
      common = inBoth(common, resolved);
    }
    return common;
  }

  async #read(place: FormulaPlaceInHistory): Promise<ReadonlySet<string> | undefined> {
    const text = await this.#tools.readText(place);
    if (text === undefined) return undefined;
    this.#reader ??= createDetailsReader();
    const read = await this.#reader;
    const { targets } = this.#tools;
    const platforms = targets.length === 0 ? [undefined] : targets.map(platformOf);
    let common: ReadonlySet<string> | undefined;
    try {
      for (const platform of platforms) {
        common = inBoth(common, resolvedByFormula(read(text, place, platform)));
      }
    } catch (error) {
      if (error instanceof FormulaUnreadableError) return undefined;
      throw error;
    }
    return common;
  }
}

function inBoth(
  known: ReadonlySet<string> | undefined,
  more: ReadonlySet<string>,
): ReadonlySet<string> {
  return known === undefined ? more : new Set([...known].filter((each) => more.has(each)));
}
