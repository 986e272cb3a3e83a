import type { BottleState } from '../../state/bottle-span.ts';
import { type FileContent, toState } from '../../state/file-content.ts';
import type { AtlasFile } from './atlas-file.ts';
import { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import { splitByName } from './named-parts.ts';
import { ContentDecoder, ContentEncoder } from './path-change.ts';

/** What a walk found of a formula. */
export interface Walked {
  /** The formula's name in its newest state. */
  readonly name: string;
  /** Newest first. */
  readonly states: readonly BottleState[];
}

/** Writes the states of a formula whose history is not one line, as a separate walk found them. */
export function writeWalked(writer: ByteWriter, asked: string, { name, states }: Walked): void {
  const encoder = new ContentEncoder();
  const body = new ByteWriter();
  body.text(name);
  for (const state of states) {
    body.text(state.commit.oid);
    body.text(state.commit.date);
    body.text(state.path);
    body.text(state.name);
    encoder.write(body, toContent(state));
  }
  const bytes = body.take();
  writer.text(asked);
  writer.number(bytes.length);
  writer.bytes(bytes);
}

/** What walks found, read from an atlas once and parsed one formula at a time. */
export class WalkedRecords {
  readonly #file: AtlasFile;
  #parts: ReadonlyMap<string, Buffer> | undefined;

  constructor(file: AtlasFile) {
    this.#file = file;
  }

  /** Finds the states of a formula; undefined if its lines have them. */
  find(asked: string): Walked | undefined {
    const { walked } = this.#file.header.sections;
    if (walked.length === 0) return undefined;
    this.#parts ??= splitByName(this.#file.section(walked));
    const part = this.#parts.get(asked);
    if (part === undefined) return undefined;
    const record = new ByteReader(part);
    record.text();
    record.number();
    return { name: record.text(), states: readStates(record) };
  }
}

function readStates(reader: ByteReader): BottleState[] {
  // Oids are not kept here: nothing asks for them.
  const decoder = new ContentDecoder(0);
  const states: BottleState[] = [];
  while (!reader.isAtEnd()) {
    const commit = { oid: reader.text(), date: reader.text() };
    const place = { commit, path: reader.text(), name: reader.text() };
    states.push(toState(place, decoder.read(reader)));
  }
  return states;
}

function toContent(state: BottleState): FileContent {
  switch (state.status) {
    case 'deleted':
      return { kind: state.status };
    case 'present':
      return { kind: state.status, oid: '', facts: state.formula };
    case 'unreadable': {
      const { where, reason } = state.error;
      const line = where?.line ?? 1;
      return { kind: state.status, oid: '', line, reason, mentions: state.mentions };
    }
  }
}
