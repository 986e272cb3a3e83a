import type { ClaimedAnswers } from '../../../../workspace/answers/claimed-answers.ts';
import type { AtlasVerifyOutput } from '../../../../output/atlas/atlas-verify-schema.ts';
import type { AnswersCheck } from '../../../../workspace/answers/verify-answers.ts';

/** Returns the result of comparing a file with a clone as plain data for JSON. */
export function toCheckJson(
  { path, sizeBytes, digest, header }: ClaimedAnswers,
  { clone, clonePath, evidence, at, reach, sample, comparison }: AnswersCheck,
): AtlasVerifyOutput {
  const { counts, formulae, contradictions } = comparison;
  return {
    path,
    sizeBytes,
    digest,
    tap: header.tap,
    clone,
    clonePath,
    evidence,
    at: { commit: at.commit, date: at.date, isHeadOfFile: at.isSameHistory },
    begins: { file: reach.fileBegins, clone: reach.begins },
    sample: sample ?? null,
    formulae,
    counts: {
      equal: counts.equal,
      otherDates: counts.redated,
      differs: counts.differs,
      notInClone: counts['not-in-clone'],
      notInFile: counts['not-in-file'],
      unchecked: counts.unchecked,
      notClaimed: counts['not-claimed'],
    },
    contradictions: contradictions.map(({ formula, bottleTag, status, differences }) => ({
      formula,
      bottleTag: bottleTag ?? null,
      status,
      differences: differences.map(({ field, until, bottleTag: tag, file, clone: found }) => ({
        field,
        until: until ?? null,
        bottleTag: tag ?? null,
        file: file ?? null,
        clone: found ?? null,
      })),
    })),
  };
}
