import { ByteWriter } from '../../coding/bytes.ts';
import { runAtOnce, runInTurns, type Steps } from '../../../core/give-way.ts';
import { requireDestination, requireName } from './answer-words.ts';
import type { Answers } from '../answers.ts';
import { writeFormula } from './formula-record.ts';
import { writeHeader } from './header-record.ts';
import { assemble } from './layout.ts';
import { writeName } from './name-record.ts';
import { compareTexts, formatSortedRecords } from './sorted-records.ts';
import { codesOf, collectTables, writeTables } from './tables.ts';

/**
 * Formats an answers file: the same bytes for the same answers. Throws InvalidFileError for anything a file cannot hold, such
 * as a name that no formula can have.
 */
export function formatAnswers(answers: Answers): Buffer {
  return runAtOnce(formatSteps(answers));
}

/** Formats as {@link formatAnswers} does, without holding up the event loop. */
export function formatInTurns(answers: Answers, signal: AbortSignal | undefined): Promise<Buffer> {
  return runInTurns(formatSteps(answers), signal);
}

function* formatSteps({ header, formulae, names, migrations }: Answers): Steps<Buffer> {
  const tables = collectTables(formulae);
  const codes = codesOf(tables);
  const writer = new ByteWriter();
  const part = (write: () => void): Buffer => {
    write();
    return Buffer.from(writer.take());
  };
  return assemble({
    header: part(() => writeHeader(writer, header)),
    tables: part(() => writeTables(writer, tables)),
    migrations: part(() => {
      writer.number(migrations.size);
      for (const [name, to] of [...migrations].toSorted(([a], [b]) => compareTexts(a, b))) {
        writer.text(requireName(name));
        writer.text(requireDestination(to));
      }
    }),
    names: yield* formatSortedRecords(names, ({ name }) => name, {
      to: writer,
      record: (name) => writeName(writer, name),
    }),
    formulae: yield* formatSortedRecords(formulae, ({ key }) => key, {
      to: writer,
      record: (formula) => writeFormula(writer, codes, formula),
    }),
  });
}
