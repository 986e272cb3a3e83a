import type { BottleFacts } from '../../state/bottle-span.ts';
import type { FileContent } from '../../state/file-content.ts';
import type { BottleEntry } from '../../state/formula-state.ts';
import { type BottleLayout, readLayout, readSums, writeLayout, writeSums } from './bottle-code.ts';
import { type ByteReader, ByteWriter } from '../../coding/bytes.ts';
import { RememberedBytes } from '../../state/remembered-bytes.ts';

/** A change of the file at one path; `seq` counts the commits of the history from the oldest. */
export interface PathChange {
  readonly seq: number;
  readonly content: FileContent;
}

/** The part of a formula that its bottles are named after. */
type VersionFacts = Omit<BottleFacts, 'bottle'>;

const KINDS = ['deleted', 'present', 'unreadable', 'link'] as const;
const NEW_VERSION = 4;
const HAS_BLOCK = 8;
const NEW_LAYOUT = 16;
const NEW_SUMS = 32;

/**
 * Writes the content of files, each as the difference from the one before. It remembers bytes instead of the texts of the
 * files, which would stay in memory for every formula.
 */
export class ContentEncoder {
  readonly #version = new RememberedBytes();
  readonly #layout = new RememberedBytes();
  readonly #sums = new RememberedBytes();
  /** Of the last mentions written. */
  readonly #mentioned = { layout: new RememberedBytes(), sums: new RememberedBytes() };

  write(writer: ByteWriter, content: FileContent): void {
    switch (content.kind) {
      case 'present':
        this.#writeFacts(writer, content);
        break;
      case 'unreadable':
        this.#writeUnreadable(writer, content);
        break;
      case 'link':
        writer.byte(KINDS.indexOf(content.kind));
        writer.hex(content.oid);
        writer.text(content.target);
        break;
      case 'deleted':
        writer.byte(KINDS.indexOf(content.kind));
        break;
    }
  }

  #writeUnreadable(
    writer: ByteWriter,
    { oid, line, reason, mentions }: Extract<FileContent, { readonly kind: 'unreadable' }>,
  ): void {
    const { layout, sums } = this.#mentioned;
    let flags = KINDS.indexOf('unreadable') + (mentions === undefined ? 0 : HAS_BLOCK);
    if (mentions !== undefined) {
      const block = { rebuild: 0, rootUrl: undefined, entries: mentions };
      const isNew = layout.replace(encode(writeLayout, block));
      if (isNew) flags += NEW_LAYOUT;
      if (sums.replace(encode(writeSums, block)) || isNew) flags += NEW_SUMS;
    }
    writer.byte(flags);
    writer.hex(oid);
    writer.number(line);
    writer.text(reason);
    if ((flags & NEW_LAYOUT) !== 0) writer.bytes(layout.bytes);
    if ((flags & NEW_SUMS) !== 0) writer.bytes(sums.bytes);
  }

  #writeFacts(
    writer: ByteWriter,
    { oid, facts }: Extract<FileContent, { readonly kind: 'present' }>,
  ): void {
    const { bottle } = facts;
    let flags = KINDS.indexOf('present') + (bottle === undefined ? 0 : HAS_BLOCK);
    if (this.#version.replace(encode(writeVersion, facts))) flags += NEW_VERSION;
    if (bottle !== undefined) {
      const isNew = this.#layout.replace(encode(writeLayout, bottle));
      if (isNew) flags += NEW_LAYOUT;
      if (this.#sums.replace(encode(writeSums, bottle)) || isNew) flags += NEW_SUMS;
    }
    writer.byte(flags);
    writer.hex(oid);
    if ((flags & NEW_VERSION) !== 0) writer.bytes(this.#version.bytes);
    if ((flags & NEW_LAYOUT) !== 0) writer.bytes(this.#layout.bytes);
    if ((flags & NEW_SUMS) !== 0) writer.bytes(this.#sums.bytes);
  }
}

/** Reads what {@link ContentEncoder} wrote, in the same order. */
export class ContentDecoder {
  readonly #oidBytes: number;
  #version: VersionFacts = { version: '', revision: 0, otherVersions: [] };
  #rootUrl: string | undefined;
  #layout: BottleLayout = [];
  #block: BottleFacts['bottle'];
  #mentionLayout: BottleLayout = [];
  #mentions: readonly BottleEntry[] = [];

  constructor(oidBytes: number) {
    this.#oidBytes = oidBytes;
  }

  read(reader: ByteReader): FileContent {
    const flags = reader.byte();
    const kind = KINDS[flags % 4] ?? 'deleted';
    if (kind === 'deleted') return { kind };
    const oid = reader.hex(this.#oidBytes);
    if (kind === 'link') return { kind, oid, target: reader.text() };
    if (kind === 'unreadable') {
      const [line, reason] = [reader.number(), reader.text()];
      return { kind, oid, line, reason, mentions: this.#readMentions(reader, flags) };
    }
    if ((flags & NEW_VERSION) !== 0) this.#version = readVersion(reader);
    if ((flags & NEW_LAYOUT) !== 0) {
      ({ rootUrl: this.#rootUrl, layout: this.#layout } = readLayout(reader));
    }
    if ((flags & NEW_SUMS) !== 0) this.#block = readSums(reader, this.#rootUrl, this.#layout);
    const { version, revision, otherVersions } = this.#version;
    const bottle = (flags & HAS_BLOCK) === 0 ? undefined : this.#block;
    return { kind, oid, facts: { version, revision, otherVersions, bottle } };
  }

  #readMentions(reader: ByteReader, flags: number): readonly BottleEntry[] | undefined {
    if ((flags & HAS_BLOCK) === 0) return undefined;
    if ((flags & NEW_LAYOUT) !== 0) this.#mentionLayout = readLayout(reader).layout;
    if ((flags & NEW_SUMS) !== 0) {
      this.#mentions = readSums(reader, undefined, this.#mentionLayout).entries;
    }
    return this.#mentions;
  }
}

const SCRATCH = new ByteWriter();

/** Returns bytes that are valid until the next call. */
function encode<Value>(write: (writer: ByteWriter, value: Value) => void, value: Value): Buffer {
  write(SCRATCH, value);
  return SCRATCH.take();
}

function writeVersion(writer: ByteWriter, facts: VersionFacts): void {
  writer.text(facts.version);
  writer.number(facts.revision);
  writer.number(facts.otherVersions.length);
  for (const version of facts.otherVersions) writer.text(version);
}

function readVersion(reader: ByteReader): VersionFacts {
  return {
    version: reader.text(),
    revision: reader.number(),
    otherVersions: Array.from({ length: reader.number() }, () => reader.text()),
  };
}
