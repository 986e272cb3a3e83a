import { InvalidFileError } from '../../../core/errors.ts';
import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import type { AnsweredName } from '../answers.ts';
import { momentOf, requireKey, requireName, secondsOf } from './answer-words.ts';
import { readList } from './header-record.ts';

const VIAS = ['file', 'alias', 'rename', 'history'] as const;
/** It leads to the formula with the same name. */
const TO_ITSELF = 4;
const TO_ANOTHER = 8;
const HAS_ERAS = 16;
const HAS_FORMER = 32;

/** Writes what a name leads to. */
export function writeName(writer: ByteWriter, answered: AnsweredName): void {
  const { name, formula, via, eras, former } = answered;
  requireName(name);
  const isAnother = formula !== undefined && formula !== name;
  let flags = VIAS.indexOf(via);
  if (formula !== undefined) flags += isAnother ? TO_ANOTHER : TO_ITSELF;
  if (eras.length > 0) flags += HAS_ERAS;
  if (former !== undefined) flags += HAS_FORMER;
  writer.byte(flags);
  if (isAnother) writer.text(requireKey(formula));
  if (eras.length > 0) {
    writer.number(eras.length);
    for (const era of eras) {
      writer.text(requireName(era.formula));
      writer.number(secondsOf(era.from));
      writer.number(era.until === undefined ? 0 : secondsOf(era.until) + 1);
    }
  }
  if (former !== undefined) writer.text(requireKey(former));
}

/** Reads what a name leads to. */
export function readName(name: string, reader: ByteReader): AnsweredName {
  const flags = reader.byte();
  const via = VIAS[flags % 4] ?? 'file';
  const another = (flags & TO_ANOTHER) === 0 ? undefined : requireKey(reader.text());
  const eras =
    (flags & HAS_ERAS) === 0
      ? []
      : readList(reader, () => {
          const [formula, from, until] = [reader.text(), reader.number(), reader.number()];
          return {
            formula: requireName(formula),
            from: momentOf(from),
            until: until === 0 ? undefined : momentOf(until - 1),
          };
        });
  const former = (flags & HAS_FORMER) === 0 ? undefined : requireKey(reader.text());
  if (!reader.isAtEnd()) throw new InvalidFileError(`the record of ${name} is too long`);
  return {
    name: requireName(name),
    formula: (flags & TO_ITSELF) === 0 ? another : name,
    via,
    eras,
    former,
  };
}
