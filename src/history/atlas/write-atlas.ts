import { crc32 } from 'node:zlib';

import { giveWay } from '../../core/give-way.ts';
import { AtlasFile } from './file/atlas-file.ts';
import type { AtlasWriter } from './file/atlas-writer.ts';
import { ByteWriter } from '../coding/bytes.ts';
import type { Collected } from './pass/collect-lines.ts';
import type { AtlasHeader, Section } from './file/layout.ts';
import { oidOf } from '../state/file-content.ts';
import { compareLines, formatLineIndex, type LineEntry } from './file/line-index.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import type { FormulaFile } from '../tap/tap-files.ts';
import type { LineBuilder } from './pass/line-builder.ts';
import { formatTapRecord, type TapRecord } from './file/tap-record.ts';

/** What one pass found, and the atlas it continues. */
export interface Draft {
  readonly head: string;
  /** The formula files of that commit. */
  readonly files: Iterable<FormulaFile>;
  /** Paths that changed since the head of the older atlas. */
  readonly changed: ReadonlySet<string>;
  readonly collected: Collected;
  readonly tap: TapRecord;
  readonly older: AtlasFile | undefined;
  readonly signal: AbortSignal | undefined;
}

const NOTHING: Section = { offset: 0, length: 0, crc: 0 };

/** The first half of an atlas. */
export interface WrittenLines {
  /** It must be written again once the other sections are. */
  readonly header: AtlasHeader;
  /** Names whose lines differ from those in the older atlas. */
  readonly touched: ReadonlySet<string>;
}

/** Writes the first half of an atlas, which has all lines, without holding up the event loop. */
export async function writeLines(writer: AtlasWriter, draft: Draft): Promise<WrittenLines> {
  const { head, collected, tap, older, signal } = draft;
  const commitsAt = writer.offset;
  for (const page of collected.commits.pages(older)) {
    await giveWay(signal);
    writer.write(page);
  }
  const commits = { offset: commitsAt, length: writer.offset - commitsAt, crc: 0 };
  const linesAt = writer.offset;
  const { entries, touched } = await mergeLines(writer, draft);
  const lines = { offset: linesAt, length: writer.offset - linesAt, crc: 0 };
  const index = writer.section(formatLineIndex(entries));
  const header = {
    oidBytes: head.length / 2,
    head,
    commits: (older?.header.commits ?? 0) + collected.commits.count,
    sections: {
      commits,
      lines,
      index,
      tap: writer.section(formatTapRecord(tap)),
      walked: NOTHING,
      latest: NOTHING,
    },
  };
  writer.header(header);
  return { header, touched };
}

/** Opens what {@link writeLines} wrote. */
export function openDraft(writer: AtlasWriter): AtlasFile {
  const file = AtlasFile.open(writer.draft);
  if (file === undefined) throw new Error('Internal error: the draft of the atlas is gone');
  return file;
}

/** Writes every line, in order of name: the new changes before those of the older atlas. */
async function mergeLines(
  writer: AtlasWriter,
  { collected, older, files, changed, signal }: Draft,
): Promise<{ readonly entries: LineEntry[]; readonly touched: ReadonlySet<string> }> {
  const atHead = new Map(Array.from(files, (file) => [file.path, file] as const));
  const start = writer.offset;
  const newestSeq = (older?.header.commits ?? 0) + collected.commits.count - 1;
  const scratch = new ByteWriter();
  const entries: LineEntry[] = [];
  const touched = new Set<string>();
  for (const { name, path, builder, known } of inOrder(collected.lines, older, atHead)) {
    await giveWay(signal);
    const offset = writer.offset - start;
    let crc = 0;
    let isTangled = known?.isTangled ?? false;
    const put = (bytes: Buffer): void => {
      crc = crc32(bytes, crc);
      writer.write(bytes);
    };
    if (builder !== undefined) {
      isTangled ||= builder.isTangled;
      for (const bytes of builder.bytes(newestSeq, scratch)) put(bytes);
      isTangled ||= older !== undefined && !continues(builder, known, older);
      touched.add(name);
    }
    const file = atHead.get(path);
    if (known !== undefined && older !== undefined) put(older.recordInOrder(known));
    // A merge may have changed a file without a change that git would list.
    if (builder === undefined && changed.has(path)) {
      isTangled = true;
      touched.add(name);
    }
    const kind = file === undefined ? 'nothing' : file.isLink ? 'link' : 'file';
    const length = writer.offset - start - offset;
    entries.push({ name, path, atHead: kind, isTangled, offset, length, crc });
  }
  return { entries, touched };
}

/** Whether the new changes begin where the older atlas ends. */
function continues(builder: LineBuilder, known: LineEntry | undefined, older: AtlasFile): boolean {
  const newest = known === undefined ? undefined : older.changes(known)[0];
  return oidOf(newest?.content) === builder.expected;
}

interface MergedLine {
  readonly name: string;
  readonly path: string;
  readonly builder: LineBuilder | undefined;
  readonly known: LineEntry | undefined;
}

function inOrder(
  builders: ReadonlyMap<string, LineBuilder>,
  older: AtlasFile | undefined,
  atHead: ReadonlyMap<string, FormulaFile>,
): MergedLine[] {
  const merged = new Map<string, MergedLine>();
  for (let rank = 0; older !== undefined && rank < older.index.count; rank += 1) {
    const known = older.index.entry(rank);
    const { name, path } = known;
    merged.set(path, { name, path, builder: builders.get(path), known });
  }
  for (const [path, builder] of builders) {
    if (!merged.has(path))
      merged.set(path, { name: builder.name, path, builder, known: undefined });
  }
  for (const path of atHead.keys()) {
    const name = findNameInPath(path);
    if (name === undefined || merged.has(path)) continue;
    merged.set(path, { name, path, builder: undefined, known: undefined });
  }
  return [...merged.values()].toSorted(compareLines);
}
