import { mapInTurns } from '../../../core/give-way.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { LatestDoubt } from '../../../history/state/bottle-span.ts';
import type {
  AnsweredBottle,
  AnsweredFormula,
  AnsweredName,
  AnsweredVersion,
  Answers,
  AnswersHeader,
} from '../../../history/answers-file/answers.ts';
import type {
  AnsweredBottleOutput,
  AnsweredDoubtOutput,
  AnsweredFormulaOutput,
  AnsweredNameOutput,
  AnsweredVersionOutput,
} from '../../../output/atlas/answers-schema.ts';
import type {
  AnswersHeaderOutput,
  AnswersOutput,
} from '../../../output/atlas/atlas-output-schema.ts';

/*
 * The public form of answers; `docs/answers-file.md` says what each field means. Undefined fields become null here, so that every
 * object of one kind has the same fields.
 */

/** Returns all answers as plain data for JSON, yielding to the event loop in between. */
export async function toAnswersJson(
  { header, formulae, names, migrations }: Answers,
  signal?: AbortSignal,
): Promise<AnswersOutput> {
  return {
    ...toHeaderJson(header),
    formulae: await mapInTurns(formulae, toFormulaJson, signal),
    names: await mapInTurns(names, toNameJson, signal),
    migrations: Object.fromEntries(migrations),
  };
}

/** Returns what a file of answers says about itself. */
export function toHeaderJson({
  tap,
  head,
  begins,
  targets,
  sources,
}: AnswersHeader): AnswersHeaderOutput {
  return {
    tap,
    head: { commit: head.commit ?? null, date: head.date },
    begins,
    bottleTags: targets ?? null,
    sources: sources.map(({ name, from, until, note }) => ({
      name,
      from,
      until,
      note: note ?? null,
    })),
  };
}

/** Returns one formula as plain data for JSON. */
export function toFormulaJson(formula: AnsweredFormula): AnsweredFormulaOutput {
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

/** Returns what one name leads to as plain data for JSON. */
export function toNameJson({ name, formula, via, eras, former }: AnsweredName): AnsweredNameOutput {
  return {
    name,
    key: formula ?? null,
    via,
    eras: eras.map((era) => ({ formula: era.formula, from: era.from, until: era.until ?? null })),
    former: former ?? null,
  };
}

function toVersionJson({ version, revision, rebuild }: AnsweredVersion): AnsweredVersionOutput {
  return { version, revision, pkgVersion: formatPkgVersion({ version, revision }), rebuild };
}

function toBottleJson(bottle: AnsweredBottle): AnsweredBottleOutput {
  const { bottleTag, algorithm, checksum, introduced, dropped, droppedBy } = bottle;
  return {
    formula: bottle.builtAs,
    bottleTag,
    ...toVersionJson(bottle),
    sha256: algorithm === 'sha256' ? checksum : null,
    sha1: algorithm === 'sha1' ? checksum : null,
    rootUrl: bottle.rootUrl ?? null,
    cellar: bottle.cellar ?? null,
    introducedBy: { commit: null, date: introduced },
    droppedBy:
      dropped === undefined
        ? null
        : {
            commit: null,
            date: dropped,
            pkgVersion: droppedBy === undefined ? null : formatPkgVersion(droppedBy),
          },
    otherVersions: bottle.otherVersions,
    unsure: bottle.isUnsure,
    fromBeginning: bottle.isFromBeginning,
    rank: bottle.age,
    position: bottle.position,
  };
}

function toDoubtJson({ bottleTag, age, position }: LatestDoubt): AnsweredDoubtOutput {
  return { bottleTag: bottleTag ?? null, rank: age, position };
}
