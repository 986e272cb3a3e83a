import { bottleFileName } from '../../core/bottle-name.ts';
import { isHex } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  BrewpullError,
  FormulaUnreadableError,
} from '../../core/errors.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import { locateBottle } from './bottle-origin.ts';
import type { HistoricBottle, HistorySource, Question, TargetAnswer } from './history-source.ts';
import type { FoundBottle, Resolution } from './resolution.ts';

/** A bottle as the history shows it, with what is known about the question. */
interface Subject {
  readonly requested: string;
  readonly target: Target;
  readonly formula: string;
  readonly tap: string;
  readonly override: RegistryRoot | undefined;
}

/** What resolving from history needs besides the question. */
export interface HistoryQuestion extends Question {
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Resolves one formula from history alone, for each target; never throws but for an abort. */
export async function resolveFromHistory(
  requested: string,
  formula: string,
  targets: readonly Target[],
  source: HistorySource,
  question: HistoryQuestion,
): Promise<readonly Resolution[]> {
  const { tap } = source;
  try {
    const answer = await source.ask(formula, targets, question);
    if (answer.status === 'unknown') {
      return targets.map((target) => ({
        status: 'not-a-formula',
        requested,
        target,
        tap,
        where: source.description,
        suggestions: answer.suggestions,
        hint: answer.hint,
      }));
    }
    return targets.map((target, index) => {
      const subject = {
        requested,
        target,
        formula: answer.formula,
        tap,
        override: question.override,
      };
      const said = answer.answers[index];
      if (said === undefined) throw new Error('Internal error: history answered fewer targets');
      return toResolution(subject, said);
    });
  } catch (error) {
    if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
    return targets.map((target) => ({ status: 'failed', requested, target, error }));
  }
}

function toResolution(subject: Subject, answer: TargetAnswer): Resolution {
  const { requested, target, formula, tap } = subject;
  if (answer.status === 'none') {
    const { nearest } = answer;
    return { status: 'no-bottle', requested, target, formula, tap, nearest };
  }
  try {
    return toFound(subject, answer.bottle);
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    return { status: 'failed', requested, target, error };
  }
}

function toFound(
  subject: Subject,
  { entry, how, introduced, dropped, unsure }: HistoricBottle,
): FoundBottle {
  const { requested, target, formula, tap, override } = subject;
  if (unsure !== undefined) throw versionUnsure(formula, unsure);
  const {
    version,
    revision,
    rebuild,
    otherVersions,
    name: nameThen,
    commit,
    path,
    blob,
  } = introduced;
  const { checksum } = entry;
  const pkgVersion = formatPkgVersion({ version, revision });
  if (entry.algorithm !== 'sha256' || !isHex(checksum)) throw sha1Only(formula, pkgVersion);
  const tag = entry.tag.replace(/_or_later$/, '');
  const bottle = { formula: nameThen, pkgVersion, tag, rebuild };
  return {
    status: 'found',
    requested,
    target,
    formula,
    nameThen,
    tap,
    version,
    revision,
    pkgVersion,
    rebuild,
    bottleTag: tag,
    how,
    sha256: checksum,
    cellar: entry.cellar,
    origin: locateBottle({ tap, rootUrl: introduced.rootUrl, bottle, override }),
    fileName: bottleFileName(bottle),
    record: { commit, path, blob },
    droppedBy:
      dropped === undefined
        ? undefined
        : { commit: dropped.commit, date: dropped.commit.date, pkgVersion: dropped.pkgVersion },
    otherVersions,
    sources: ['git'],
  };
}

function versionUnsure(formula: string, error: FormulaUnreadableError): FormulaUnreadableError {
  return new FormulaUnreadableError(
    error.where,
    `the version of ${formula} is unsure, because the state before its bottle cannot be read: ${error.reason}`,
    { cause: error, hint: 'Ask the registry instead: add --history registry.' },
  );
}

function sha1Only(formula: string, pkgVersion: string): BottleUnobtainableError {
  return new BottleUnobtainableError(
    `the last bottle of ${formula} for this target, ${pkgVersion}, is older than 2016 (sha1), and no server has it any more`,
    {
      hint: 'Build it from source on the Mac, or see MacPorts or Tigerbrew for such an old macOS.',
    },
  );
}
