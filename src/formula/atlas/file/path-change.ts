import type { BottleFacts } from '../../../core/bottle-span.ts';
import { type BottleLayout, readLayout, readSums, writeLayout, writeSums } from './bottle-code.ts';
import { type ByteReader, ByteWriter } from './bytes.ts';

/** What a commit made of the file at one path. */
export type FileContent =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'present'; readonly blob: string; readonly facts: BottleFacts }
  | {
      readonly kind: 'unreadable';
      readonly blob: string;
      readonly line: number;
      readonly reason: string;
    }
  /** A symbolic link; `target` is the formula's name it leads to. */
  | { readonly kind: 'link'; readonly blob: string; readonly target: string };

/** A change of the file at one path; `seq` counts the commits of the history from the oldest. */
export interface PathChange {
  readonly seq: number;
  readonly content: FileContent;
}

const KINDS = ['deleted', 'present', 'unreadable', 'link'] as const;
const NEW_VERSION = 4;
const HAS_BLOCK = 8;
const NEW_LAYOUT = 16;
const NEW_SUMS = 32;

/**
 * Writes contents, each as the difference to the one written before it. What it remembers is bytes, not the texts of the
 * files, which would stay in memory for every formula.
 */
export class ContentEncoder {
  readonly #version = new KeptBytes();
  readonly #layout = new KeptBytes();
  readonly #sums = new KeptBytes();

  write(writer: ByteWriter, content: FileContent): void {
    const kind = KINDS.indexOf(content.kind);
    if (content.kind !== 'present') writer.byte(kind);
    switch (content.kind) {
      case 'present':
        this.#writeFacts(writer, content);
        break;
      case 'unreadable':
        writer.hex(content.blob);
        writer.number(content.line);
        writer.text(content.reason);
        break;
      case 'link':
        writer.hex(content.blob);
        writer.text(content.target);
        break;
      case 'deleted':
        break;
    }
  }

  #writeFacts(
    writer: ByteWriter,
    { blob, facts }: Extract<FileContent, { readonly kind: 'present' }>,
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
    writer.hex(blob);
    if ((flags & NEW_VERSION) !== 0) writer.bytes(this.#version.bytes);
    if ((flags & NEW_LAYOUT) !== 0) writer.bytes(this.#layout.bytes);
    if ((flags & NEW_SUMS) !== 0) writer.bytes(this.#sums.bytes);
  }
}

/** Reads what {@link ContentEncoder} wrote, in the same order. */
export class ContentDecoder {
  readonly #oidBytes: number;
  #version: Omit<BottleFacts, 'bottle'> = { version: '', revision: 0, otherVersions: [] };
  #rootUrl: string | undefined;
  #layout: BottleLayout = [];
  #block: BottleFacts['bottle'];

  constructor(oidBytes: number) {
    this.#oidBytes = oidBytes;
  }

  read(reader: ByteReader): FileContent {
    const flags = reader.byte();
    const kind = KINDS[flags % 4] ?? 'deleted';
    if (kind === 'deleted') return { kind };
    const blob = reader.hex(this.#oidBytes);
    if (kind === 'link') return { kind, blob, target: reader.text() };
    if (kind === 'unreadable') {
      return { kind, blob, line: reader.number(), reason: reader.text() };
    }
    if ((flags & NEW_VERSION) !== 0) this.#version = readVersion(reader);
    if ((flags & NEW_LAYOUT) !== 0) {
      ({ rootUrl: this.#rootUrl, layout: this.#layout } = readLayout(reader));
    }
    if ((flags & NEW_SUMS) !== 0) this.#block = readSums(reader, this.#rootUrl, this.#layout);
    const { version, revision, otherVersions } = this.#version;
    const bottle = (flags & HAS_BLOCK) === 0 ? undefined : this.#block;
    return { kind, blob, facts: { version, revision, otherVersions, bottle } };
  }
}

/** Bytes in a buffer of their own: a piece of Node's pool would keep eight kilobytes alive. */
class KeptBytes {
  #buffer = Buffer.allocUnsafeSlow(0);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Takes bytes; tells whether they are others than before. */
  replace(bytes: Buffer): boolean {
    if (bytes.length === this.#length && bytes.compare(this.#buffer, 0, this.#length) === 0) {
      return false;
    }
    if (bytes.length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#buffer);
    this.#length = bytes.length;
    return true;
  }
}

const SCRATCH = new ByteWriter();

/** Gives bytes that are valid until the next call. */
function encode<Value>(write: (writer: ByteWriter, value: Value) => void, value: Value): Buffer {
  write(SCRATCH, value);
  return SCRATCH.take();
}

function writeVersion(writer: ByteWriter, facts: BottleFacts): void {
  writer.text(facts.version);
  writer.number(facts.revision);
  writer.number(facts.otherVersions.length);
  for (const version of facts.otherVersions) writer.text(version);
}

function readVersion(reader: ByteReader): Omit<BottleFacts, 'bottle'> {
  return {
    version: reader.text(),
    revision: reader.number(),
    otherVersions: Array.from({ length: reader.number() }, () => reader.text()),
  };
}
