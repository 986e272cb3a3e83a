import { bottleFileName } from '../../core/bottle-name.ts';
import { isHex } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  BrewpullError,
  FormulaUnreadableError,
  HistoryError,
} from '../../core/errors.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import { unreachable } from '../../core/unreachable.ts';
import { fitsName } from '../../history/rules/name-eras.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import { locateBottle } from './bottle-origin.ts';
import type {
  HistoricBottle,
  HistoricDoubt,
  HistorySource,
  Question,
  TargetAnswer,
} from '../../history/answers/history-source.ts';
import type { AnswerNote, FoundBottle, Resolution } from './resolution.ts';

/** What is known about the question, besides what history answers. */
interface Subject {
  readonly requested: string;
  /** Without its tap. */
  readonly asked: string;
  readonly target: Target;
  readonly formula: string;
  readonly tap: string;
  /** The history that is asked, for people. */
  readonly where: string;
  readonly version: WantedVersion | undefined;
  readonly override: RegistryRoot | undefined;
  /** `--allow-unsure`. */
  readonly allowUnsure: boolean;
}

/** A question about one formula, for some targets. */
export interface FormulaQuestion {
  /** As the user wrote it. */
  readonly requested: string;
  /** Without its tap. */
  readonly name: string;
  readonly targets: readonly Target[];
  /** The only version that counts; undefined for the last one. */
  readonly version?: WantedVersion | undefined;
}

/** How to ask history, and how to turn its answers into resolutions. */
export interface HistoryQuestion extends Omit<Question, 'version'> {
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
  /** Whether to accept, with a note, an answer that an unreadable state makes unsure; by default it is refused. */
  readonly allowUnsure?: boolean | undefined;
}

/** Resolves one formula for each target from history alone. Throws only when interrupted. */
export async function resolveFromHistory(
  { requested, name, targets, version }: FormulaQuestion,
  source: HistorySource,
  question: HistoryQuestion,
): Promise<readonly Resolution[]> {
  const { tap } = source;
  try {
    const answer = await source.ask(name, targets, { ...question, version });
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
    const { override, allowUnsure = false } = question;
    return targets.map((target, index) => {
      const said = answer.answers[index];
      if (said === undefined) throw new Error('Internal error: history answered fewer targets');
      const { description: where } = source;
      const subject = {
        requested,
        asked: name,
        target,
        tap,
        where,
        version,
        override,
        allowUnsure,
      };
      return toResolution({ ...subject, formula: said.formula }, said);
    });
  } catch (error) {
    if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
    return targets.map((target) => ({ status: 'failed', requested, target, error }));
  }
}

function toResolution(subject: Subject, answer: TargetAnswer): Resolution {
  const { requested, target, formula, tap, version } = subject;
  switch (answer.status) {
    case 'none': {
      const { nearest, versions = [], searchedFrom } = answer;
      const searched = { in: 'history', from: searchedFrom } as const;
      const wanted = version && { text: version.text, versions };
      return { status: 'no-bottle', requested, target, formula, tap, nearest, searched, wanted };
    }
    case 'beyond':
      return { status: 'failed', requested, target, error: notTheLast(subject) };
    case 'unsure':
      return {
        status: 'failed',
        requested,
        target,
        error: bottleUnsure(nameAsked(subject), answer.error),
      };
    case 'found':
      break;
    default:
      return unreachable(answer);
  }
  try {
    return toFound(subject, answer.bottle);
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    return { status: 'failed', requested, target, error };
  }
}

function toFound(subject: Subject, historic: HistoricBottle): FoundBottle {
  const { entry, match, introduced, dropped, unsure } = historic;
  const { requested, target, formula, tap, override } = subject;
  if (unsure !== undefined && !subject.allowUnsure) throw explainDoubt(nameAsked(subject), unsure);
  const { version, revision, rebuild, otherVersions, name: builtAs, commit, path } = introduced;
  const { checksum } = entry;
  const pkgVersion = formatPkgVersion({ version, revision });
  if (entry.algorithm !== 'sha256' || !isHex(checksum)) throw sha1Only(formula, pkgVersion);
  const bottleTag = entry.bottleTag.replace(/_or_later$/, '');
  const bottle = { formula: builtAs, pkgVersion, bottleTag, rebuild };
  return {
    status: 'found',
    requested,
    target,
    formula,
    builtAs,
    tap,
    version,
    revision,
    pkgVersion,
    rebuild,
    bottleTag,
    match,
    sha256: checksum,
    cellar: entry.cellar,
    origin: locateBottle({ tap, rootUrl: introduced.rootUrl, bottle, override }),
    fileName: bottleFileName(bottle),
    introducedBy: { commit, path, oid: undefined },
    droppedBy: dropped === undefined ? undefined : { ...dropped, date: dropped.commit.date },
    otherVersions,
    sources: ['git'],
    notes: listNotes(subject, historic),
    wanted: subject.version && { text: subject.version.text, last: historic.last },
  };
}

/** Names what was asked for: `vim`, or `vim 9.0.1450`. */
function nameAsked({ formula, version }: Subject): string {
  return version === undefined ? formula : `${formula} ${version.text}`;
}

/** Lists what a person must know to judge an answer. */
function listNotes(
  subject: Subject,
  { introduced, unsure, inferredName }: HistoricBottle,
): readonly AnswerNote[] {
  const { asked, formula } = subject;
  const { version } = introduced;
  const notes: AnswerNote[] = [];
  if (unsure !== undefined) {
    notes.push({ kind: 'unsure', message: explainDoubt(nameAsked(subject), unsure).message });
  }
  if (formula !== asked && subject.version === undefined && !fitsName(version, asked)) {
    notes.push({
      kind: 'alias',
      message: `${asked} is another name of ${formula}, whose last bottle for this target is ${version}`,
    });
  }
  if (inferredName !== undefined) {
    notes.push({
      kind: 'inferred-rename',
      message: `${formula} was called ${inferredName} when the bottle was built: inferred from similar files, the tap does not say so`,
    });
  }
  return notes;
}

const ASK_REGISTRY =
  'Ask the registry instead with --history registry, or accept the answer with --allow-unsure.';

function explainDoubt(formula: string, { about, error }: HistoricDoubt): FormulaUnreadableError {
  const what =
    about === 'version'
      ? `the version of ${formula} is unsure, because a state before its bottle cannot be read`
      : `the last bottle of ${formula} is unsure, because a later state may have another one and cannot be read`;
  return new FormulaUnreadableError(error.where, `${what}: ${error.reason}`, {
    cause: error,
    hint: ASK_REGISTRY,
  });
}

/** Makes the error for a file that only has last bottles, and so says nothing about other versions. */
function notTheLast({ formula, target, where, version }: Subject): HistoryError {
  const asked = `${formula} ${version?.text ?? ''}`;
  return new HistoryError(
    `${where} has only last bottles, and that of ${formula} for ${target.bottleTag} is not the version asked for`,
    {
      hint: `To find ${asked}, ask the registry (leave --history atlas out) or a clone: brewpull sync.`,
    },
  );
}

function bottleUnsure(formula: string, error: FormulaUnreadableError): FormulaUnreadableError {
  return new FormulaUnreadableError(
    error.where,
    `whether ${formula} ever had a bottle for this target is unsure, because a state that may have one cannot be read: ${error.reason}`,
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
