import { SpanChooser } from '../../history/answers/bottle-spans.ts';
import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { FormulaHistory } from '../../workspace/histories/known-bottles.ts';
import type { AdvisoryCorpus } from '../advisories/advisory.ts';
import type { FixedBottle, OpenVulnerability, PouringVersion } from '../report/vulns-report.ts';
import { canBeOffered, choosePouring } from './choose-pouring.ts';
import { judgeVersion, type JudgedVersion } from './judge-version.ts';

/** The part of a {@link FormulaHistory} that is needed here. */
export type AskedHistory = Pick<FormulaHistory, 'formula' | 'tap' | 'spans'>;

/**
 * Says which bottles of a formula are free of a vulnerability, by the ranges of the advisories alone. Bottles whose version is
 * unsure, and those that no server has any more, are left out. Throws what `AdvisoryCorpus.recordsFor` throws.
 */
export class FixedBottles {
  readonly #corpus: AdvisoryCorpus;
  readonly #history: AskedHistory;
  readonly #usable: readonly ShownBottle[];
  readonly #chooser: SpanChooser;
  readonly #judged = new Map<string, JudgedVersion>();

  constructor(corpus: AdvisoryCorpus, history: AskedHistory, target: Target) {
    this.#corpus = corpus;
    this.#history = history;
    this.#chooser = new SpanChooser(target, { exactOnly: false });
    this.#usable = history.spans.filter(canBeOffered);
  }

  /** Finds the newest bottle without this vulnerability that the target can use. */
  without({ id, fixedIn }: Pick<OpenVulnerability, 'id' | 'fixedIn'>): FixedBottle {
    const version = this.#newest(({ open }) => open.every((each) => each.id !== id));
    if (version !== undefined) return { status: 'pours', version };
    return { status: fixedIn === undefined ? 'no-fix' : 'no-bottle' };
  }

  /** Finds the newest bottle without any known vulnerability that the target can use. */
  withoutAny(): PouringVersion | undefined {
    return this.#newest(({ open }) => open.length === 0);
  }

  #newest(isFree: (judged: JudgedVersion) => boolean): PouringVersion | undefined {
    // The advisories may have nothing about another name of the formula, which proves nothing.
    const spans = this.#usable.filter((span) => {
      const judged = this.#judge(span);
      return judged.coverage === 'covered' && isFree(judged);
    });
    return choosePouring(spans, this.#chooser);
  }

  #judge({ introduced }: ShownBottle): JudgedVersion {
    const pkgVersion = formatPkgVersion(introduced);
    const { formula, tap } = this.#history;
    const names = [formula, introduced.name];
    const key = `${introduced.name} ${pkgVersion}`;
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const judged = judgeVersion(this.#corpus, { tap, names, pkgVersion, resolved: undefined });
    this.#judged.set(key, judged);
    return judged;
  }
}
