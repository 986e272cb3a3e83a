import { BrewpullError } from '../../../../core/errors.ts';
import { toAnswersJson, toFormulaJson, toHeaderJson, toNameJson } from '../answers-json.ts';
import type { AnswersFile } from '../../../../history/answers-file/file/answers-file.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../../exit-code.ts';
import { toErrorJson } from '../../../render/error-json.ts';
import type { ErrorOutput } from '../../../../output/parts/error-output.ts';
import { renderError } from '../../../render/error.ts';
import type { Session } from '../../../session.ts';
import { renderSummary, summarizeAnswers, toSummaryJson } from '../file-summary.ts';
import { findAnswered, type FoundName } from './find-answered.ts';
import { renderAnswered } from './formula-text.ts';

/** Shows a file of answers: all that it says about itself, or what it knows about some names. Returns the exit code. */
export async function showAnswers(
  file: AnswersFile,
  names: readonly string[],
  session: Session,
): Promise<number> {
  return names.length === 0 ? showFile(file, session) : showNames(file, names, session);
}

async function showFile(file: AnswersFile, session: Session): Promise<number> {
  const { path, sizeBytes, header } = file;
  const { signal } = session;
  const hashed = { sizeBytes, digest: await file.digest(signal) };
  const summary = await summarizeAnswers(header, file.formulae(), { hashed, signal });
  await session.answer({
    name: 'atlas-info',
    json: async () => {
      const answers = await file.checkedAnswers(signal);
      const fields = await toAnswersJson(answers, signal);
      return { path, ...toSummaryJson(summary), ...fields, kind: 'answers' };
    },
    text: () => renderSummary(path, summary, session.style),
  });
  return EXIT.done;
}

async function showNames(
  file: AnswersFile,
  names: readonly string[],
  session: Session,
): Promise<number> {
  const found: FoundName[] = [];
  const codes: number[] = [];
  const errors: ErrorOutput[] = [];
  for (const name of names) {
    try {
      found.push(findAnswered(file, name));
      codes.push(EXIT.done);
    } catch (error) {
      if (!(error instanceof BrewpullError) || error.code !== 'FORMULA_NOT_FOUND') throw error;
      codes.push(exitCodeOf(error.code));
      errors.push(toErrorJson(error));
      session.progress.sayLines(renderError(error, session.errorStyle, session.verbosity));
    }
  }
  await session.answer({
    name: 'atlas-info',
    json: () => ({
      path: file.path,
      kind: 'answers',
      ...toHeaderJson(file.header),
      formulae: found.flatMap(({ formulae }) => formulae.map(toFormulaJson)),
      names: found.map(({ name }) => toNameJson(name)),
      errors,
    }),
    text: () => found.map((each) => renderName(each, session)).join('\n'),
  });
  return batchExitCode(codes);
}

function renderName({ name, formulae }: FoundName, { style }: Session): string {
  const eras = name.eras.map(
    ({ formula, from, until }) =>
      `${name.name} meant ${formula} from ${from.slice(0, 10)}${until === undefined ? ' on' : ` to ${until.slice(0, 10)}`}\n`,
  );
  return eras.join('') + formulae.map((formula) => renderAnswered(formula, style)).join('\n');
}
