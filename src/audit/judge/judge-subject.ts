import { BrewpullError, FormulaUnreadableError } from '../../core/errors.ts';
import { parseTargetTag, type Target } from '../../core/target.ts';
import { platformOf } from '../../history/ruby/evaluate/platform.ts';
import { createDetailsReader, type DetailsReader } from '../../history/ruby/details-reader.ts';
import type { AdvisoryCorpus } from '../advisories/advisory.ts';
import type { JudgedBottle, JudgeFailure, VulnsReport } from '../report/vulns-report.ts';
import { bottleIdIn } from '../../core/bottle-id.ts';
import type { AuditedBottle, AuditSubject } from '../subject/subject.ts';
import { FixedBottles, type AskedHistory } from './fixed-bottles.ts';
import { judgeVersion } from './judge-version.ts';
import { resolvedByFormula } from './resolved-by-formula.ts';

/** What judging needs besides the bottles. */
export interface JudgeTools {
  readonly corpus: AdvisoryCorpus;
  /** Reads the bottles that a formula ever had; undefined if no history is at hand. */
  readonly readHistory: (
    bottle: Pick<AuditedBottle, 'tap' | 'formulaNow'>,
    target: Target,
  ) => Promise<AskedHistory | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Judges every bottle of a subject. One that cannot be judged is among the failures, and the others are still judged. Loads
 * Ruby's parser only if a bottle has open or patched vulnerabilities, and asks history only about bottles with open ones. Throws
 * only when it is aborted.
 */
export async function judgeSubject(
  { targets }: Pick<AuditSubject, 'targets'>,
  tools: JudgeTools,
): Promise<Pick<VulnsReport, 'bottles' | 'failures'>> {
  const judge = new Judge(tools);
  const bottles: JudgedBottle[] = [];
  const failures: JudgeFailure[] = [];
  for (const { bottleTag, bottles: audited } of targets) {
    const target = parseTargetTag(bottleTag);
    for (const bottle of audited) {
      tools.signal.throwIfAborted();
      try {
        bottles.push(await judge.judge(bottle, target));
      } catch (error) {
        if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
        const { formulaNow, fileName } = bottle;
        const asked = { bottle: bottleIdIn(bottle), formulaNow, fileName, target: bottleTag };
        failures.push({ ...asked, error });
      }
    }
  }
  return { bottles, failures };
}

class Judge {
  readonly #tools: JudgeTools;
  #reader: Promise<DetailsReader> | undefined;

  constructor(tools: JudgeTools) {
    this.#tools = tools;
  }

  async judge(bottle: AuditedBottle, target: Target): Promise<JudgedBottle> {
    const { corpus } = this.#tools;
    const { tap, pkgVersion, formulaNow, formula, fileName, isRequested } = bottle;
    const question = { tap, names: [formulaNow, formula], pkgVersion };
    const plain = judgeVersion(corpus, { ...question, resolved: undefined });
    // What the formula itself says can only change what is open or patched.
    const isAsked = plain.open.length + plain.patched.length > 0;
    const resolved = isAsked ? await this.#resolvedBy(bottle, target) : undefined;
    const judged = resolved === undefined ? plain : judgeVersion(corpus, { ...question, resolved });
    const fixed = judged.open.length > 0 ? await this.#fixedBottles(bottle, target) : undefined;
    return {
      bottle: bottleIdIn(bottle),
      formulaNow,
      fileName,
      target: target.bottleTag,
      isRequested,
      ...judged,
      arePatchesKnown: !isAsked || resolved !== undefined,
      open: judged.open.map((each) => ({
        ...each,
        fixedBottle: fixed?.without(each) ?? { status: 'unknown' },
      })),
      withoutVulnerabilities: fixed?.withoutAny(),
    };
  }

  /** Reads what the formula's patches resolve; undefined if its text is not at hand, or cannot be read. */
  async #resolvedBy(
    bottle: AuditedBottle,
    target: Target,
  ): Promise<ReadonlySet<string> | undefined> {
    const text = await bottle.readFormula();
    if (text === undefined) return undefined;
    this.#reader ??= createDetailsReader();
    const read = await this.#reader;
    try {
      const place = { path: `${bottle.formula}.rb`, commit: bottle.commit ?? '' };
      return resolvedByFormula(read(text, place, platformOf(target)));
    } catch (error) {
      if (error instanceof FormulaUnreadableError) return undefined;
      throw error;
    }
  }

  async #fixedBottles(bottle: AuditedBottle, target: Target): Promise<FixedBottles | undefined> {
    const { corpus, readHistory } = this.#tools;
    const history = await readHistory(bottle, target);
    return history && new FixedBottles(corpus, history, target);
  }
}
