import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import type { AnswersHeader } from '../answers.ts';
import {
  requireBottleTag,
  requireDate,
  requireOid,
  requireTap,
  requireText,
} from './answer-words.ts';

/** Writes a header. */
export function writeHeader(writer: ByteWriter, header: AnswersHeader): void {
  const { tap, head, begins, targets, sources } = header;
  writer.text(requireTap(tap));
  writer.optional(head.commit === undefined ? undefined : requireOid(head.commit));
  writer.text(requireDate(head.date));
  writer.text(requireDate(begins));
  writer.byte(targets === undefined ? 0 : 1);
  if (targets !== undefined) {
    writer.number(targets.length);
    for (const target of targets) writer.text(requireBottleTag(target));
  }
  writer.number(sources.length);
  for (const { name, from, until, note } of sources) {
    writer.text(requireText(name));
    writer.text(requireDate(from));
    writer.text(requireDate(until));
    writer.optional(note === undefined ? undefined : requireText(note));
  }
}

/** Reads a header. */
export function readHeader(reader: ByteReader): AnswersHeader {
  const tap = requireTap(reader.text());
  const commit = reader.optional();
  return {
    tap,
    head: {
      commit: commit === undefined ? undefined : requireOid(commit),
      date: requireDate(reader.text()),
    },
    begins: requireDate(reader.text()),
    targets:
      reader.byte() === 0 ? undefined : readList(reader, () => requireBottleTag(reader.text())),
    sources: readList(reader, () => {
      const [name, from, until] = [reader.text(), reader.text(), reader.text()];
      const note = reader.optional();
      return {
        name: requireText(name),
        from: requireDate(from),
        until: requireDate(until),
        note: note === undefined ? undefined : requireText(note),
      };
    }),
  };
}

/** Reads a count and then that many items. */
export function readList<Each>(reader: ByteReader, read: () => Each): Each[] {
  const count = reader.count();
  const list: Each[] = [];
  while (list.length < count) list.push(read());
  return list;
}
