import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import type { AnsweredFormula } from '../answers.ts';
import { requireBottleTag, requireRootUrl, requireText } from './answer-words.ts';
import { compareTexts } from './sorted-records.ts';

/** Texts that many formulae share; a record refers to them by their place in the list. */
export interface AnswersTables {
  readonly bottleTags: readonly string[];
  readonly cellars: readonly string[];
  readonly rootUrls: readonly string[];
}

/** The place of each text. */
export interface TableCodes {
  readonly bottleTags: ReadonlyMap<string, number>;
  readonly cellars: ReadonlyMap<string, number>;
  readonly rootUrls: ReadonlyMap<string, number>;
}

/** Collects the texts of all formulae, in order. */
export function collectTables(formulae: readonly AnsweredFormula[]): AnswersTables {
  const [bottleTags, cellars, rootUrls] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const collect = ({ bottles, doubts }: Pick<AnsweredFormula, 'bottles' | 'doubts'>): void => {
    for (const { bottleTag, cellar, rootUrl } of bottles) {
      bottleTags.add(requireBottleTag(bottleTag));
      if (cellar !== undefined) cellars.add(requireText(cellar));
      if (rootUrl !== undefined) rootUrls.add(requireRootUrl(rootUrl));
    }
    for (const { bottleTag } of doubts) {
      if (bottleTag !== undefined) bottleTags.add(requireBottleTag(bottleTag));
    }
  };
  for (const formula of formulae) {
    collect(formula);
    for (const earlier of formula.earlier) collect(earlier);
  }
  return { bottleTags: sort(bottleTags), cellars: sort(cellars), rootUrls: sort(rootUrls) };
}

/** Finds the place of each text. */
export function codesOf({ bottleTags, cellars, rootUrls }: AnswersTables): TableCodes {
  return { bottleTags: code(bottleTags), cellars: code(cellars), rootUrls: code(rootUrls) };
}

function sort(texts: Iterable<string>): string[] {
  return [...texts].toSorted(compareTexts);
}

function code(texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map(texts.map((text, index) => [text, index]));
}

/** Writes the tables. */
export function writeTables(
  writer: ByteWriter,
  { bottleTags, cellars, rootUrls }: AnswersTables,
): void {
  for (const texts of [bottleTags, cellars, rootUrls]) {
    writer.number(texts.length);
    for (const text of texts) writer.text(text);
  }
}

/** Reads the tables. */
export function readTables(reader: ByteReader): AnswersTables {
  const read = (parse: (text: string) => string): string[] =>
    Array.from({ length: reader.count() }, () => parse(reader.text()));
  return {
    bottleTags: read(requireBottleTag),
    cellars: read(requireText),
    rootUrls: read(requireRootUrl),
  };
}

/** Returns the text at a place. */
export function textAt(texts: readonly string[], place: number): string {
  const text = texts[place];
  if (text === undefined)
    throw new InvalidFileError('a record refers to a text that does not exist');
  return text;
}
