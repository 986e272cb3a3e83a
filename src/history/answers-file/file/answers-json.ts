import { mapInTurns } from '../../../core/give-way.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { LatestDoubt } from '../../state/bottle-span.ts';
import type {
  AnsweredBottle,
  AnsweredFormula,
  AnsweredName,
  AnsweredVersion,
  Answers,
  AnswersHeader,
} from '../answers.ts';

/*
 * The form of answers that anyone can read; `docs/answers-file.md` says what each field means. What is undefined is null here, so
 * that every object of one kind has the same fields.
 */

/** Gives all answers as plain data for JSON, and lets the event loop take its turns. */
export async function toAnswersJson(
  { header, formulae, names, migrations }: Answers,
  signal?: AbortSignal,
): Promise<object> {
  return {
    ...toHeaderJson(header),
    formulae: await mapInTurns(formulae, toFormulaJson, signal),
    names: await mapInTurns(names, toNameJson, signal),
    migrations: Object.fromEntries(migrations),
  };
}

/** Gives what a file of answers says of itself. */
export function toHeaderJson({ tap, head, begins, targets, sources }: AnswersHeader): object {
  return {
    tap,
    head: { commit: head.commit ?? null, date: head.date },
    begins,
    targets: targets ?? null,
    sources: sources.map(({ name, from, until, note }) => ({
      name,
      from,
      until,
      note: note ?? null,
    })),
  };
}

/** Gives one formula. */
export function toFormulaJson(formula: AnsweredFormula): object {
  const { key, name, isPresent, oldNames, newest, bottles, doubts, earlier } = formula;
  return {
    key,
    formula: name,
    present: isPresent,
    oldNames,
    newest: newest === undefined ? null : toVersionJson(newest),
    bottles: bottles.map(toBottleJson),
    doubts: doubts.map(toDoubtJson),
    earlier: earlier.map(({ until, ...then }) => ({
      until,
      bottles: then.bottles.map(toBottleJson),
      doubts: then.doubts.map(toDoubtJson),
    })),
  };
}

/** Gives what one name leads to. */
export function toNameJson({ name, formula, via, eras, former }: AnsweredName): object {
  return {
    name,
    key: formula ?? null,
    via,
    eras: eras.map((era) => ({ formula: era.formula, from: era.from, until: era.until ?? null })),
    former: former ?? null,
  };
}

function toVersionJson({ version, revision, rebuild }: AnsweredVersion): object {
  return { version, revision, pkgVersion: formatPkgVersion({ version, revision }), rebuild };
}

function toBottleJson(bottle: AnsweredBottle): object {
  const { bottleTag, algorithm, checksum, droppedBy } = bottle;
  return {
    bottleTag,
    ...toVersionJson(bottle),
    builtAs: bottle.builtAs,
    sha256: algorithm === 'sha256' ? checksum : null,
    sha1: algorithm === 'sha1' ? checksum : null,
    rootUrl: bottle.rootUrl ?? null,
    cellar: bottle.cellar ?? null,
    introduced: bottle.introduced,
    dropped: bottle.dropped ?? null,
    droppedBy: droppedBy === undefined ? null : formatPkgVersion(droppedBy),
    otherVersions: bottle.otherVersions,
    unsure: bottle.isUnsure,
    fromBeginning: bottle.isFromBeginning,
    rank: bottle.age,
    position: bottle.position,
  };
}

function toDoubtJson({ bottleTag, age, position }: LatestDoubt): object {
  return { bottleTag: bottleTag ?? null, rank: age, position };
}
