import { FORMER } from '../../tap/former-key.ts';
import { closeSync, fstatSync } from 'node:fs';
import { crc32 } from 'node:zlib';

import { type Digest, Sha256 } from '../../../core/digest.ts';
import { BrewpullError, InvalidFileError } from '../../../core/errors.ts';
import { collectInTurns, giveWay } from '../../../core/give-way.ts';
import { openRegularFileSync } from '../../../store/read/open-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import type { LatestBottles } from '../../state/bottle-span.ts';
import { ByteReader } from '../../coding/bytes.ts';
import { readAt } from '../../coding/read-at.ts';
import { requireDestination, requireName } from './answer-words.ts';
import type { AnsweredFormula, AnsweredName, Answers, AnswersHeader } from '../answers.ts';
import { CheckedBlocks } from './checked-blocks.ts';
import { readFormula, readLatest } from './formula-record.ts';
import { readHeader, readList } from './header-record.ts';
import {
  type AnswersLayout,
  invalidAnswers,
  parseLayout,
  type PartPlace,
  PREFIX_BYTES,
  sumsLength,
} from './layout.ts';
import { readName } from './name-record.ts';
import { SortedRecords } from './sorted-records.ts';
import { type AnswersTables, readTables } from './tables.ts';

const STEP_BYTES = 1024 * 1024;

/**
 * An answers file, read one formula at a time. Everything read is checked; damage throws InvalidFileError. An open file is not
 * affected when a newer one takes its place. Close it.
 */
export class AnswersFile implements Disposable {
  readonly path: string;
  readonly sizeBytes: number;
  readonly header: AnswersHeader;
  readonly #descriptor: number;
  readonly #layout: AnswersLayout;
  readonly #blocks: CheckedBlocks;
  readonly #tables: AnswersTables;
  readonly #names: SortedRecords;
  readonly #formulae: SortedRecords;
  #migrations: ReadonlyMap<string, string> | undefined;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
    this.sizeBytes = fstatSync(descriptor).size;
    this.#layout = parseLayout(readAt(descriptor, 0, PREFIX_BYTES), this.sizeBytes, path);
    const { parts, bodyBytes, sumsCrc } = this.#layout;
    const sums = readAt(descriptor, PREFIX_BYTES, sumsLength(bodyBytes));
    if (crc32(sums) !== sumsCrc)
      throw invalidAnswers(path, 'is damaged: its list of checksums is wrong');
    const start = PREFIX_BYTES + sums.length;
    this.#blocks = new CheckedBlocks({ descriptor, path }, { sums, start, length: bodyBytes });
    this.header = this.#part(parts.header, readHeader);
    this.#tables = this.#part(parts.tables, readTables);
    this.#names = new SortedRecords(this.#blocks, parts.names);
    this.#formulae = new SortedRecords(this.#blocks, parts.formulae);
  }

  /** Finds what a name leads to. */
  find(name: string): AnsweredName | undefined {
    return this.#explained(() => {
      const record = this.#names.find(name);
      return record && readName(name, record);
    });
  }

  /** Finds a formula by its key. */
  formula(key: string): AnsweredFormula | undefined {
    return this.#explained(() => {
      const record = this.#formulae.find(key);
      return record && readFormula(key, record, this.#tables);
    });
  }

  /** Yields every formula, in order of key. */
  formulae(): Generator<AnsweredFormula, void, undefined> {
    return this.#each(this.#formulae.all(), (key, record) =>
      readFormula(key, record, this.#tables),
    );
  }

  /** Yields what is needed to choose among the last bottles of every formula, in order of name; faster than {@link formulae}. */
  *latest(): Generator<LatestBottles, void, undefined> {
    const read = (key: string, record: ByteReader): LatestBottles =>
      readLatest(key, record, this.#tables);
    // Keys of formulae whose name is another formula's alias by now share a prefix.
    const formers = [...this.#each(this.#formulae.all(FORMER), read)];
    const others = this.#each(this.#formulae.all(), (key, record) =>
      key.startsWith(FORMER) ? undefined : read(key, record),
    );
    let passed = 0;
    for (const each of others) {
      if (each === undefined) continue;
      for (; (formers[passed]?.name ?? each.name) < each.name; passed += 1) {
        yield* formers.slice(passed, passed + 1);
      }
      yield each;
    }
    yield* formers.slice(passed);
  }

  /** Yields the names that begin with a prefix, by default every name, in order. */
  names(prefix = ''): Generator<AnsweredName, void, undefined> {
    return this.#each(this.#names.all(prefix), readName);
  }

  /** Finds where a formula went that the tap no longer has: `user/repo`, `user/repo/name` or another name. */
  migration(name: string): string | undefined {
    return this.migrations().get(name);
  }

  /** Returns every formula that went elsewhere, and where it went. */
  migrations(): ReadonlyMap<string, string> {
    this.#migrations ??= this.#part(
      this.#layout.parts.migrations,
      (reader) =>
        new Map(
          readList(reader, () => {
            const [name, to] = [reader.text(), reader.text()];
            return [requireName(name), requireDestination(to)] as const;
          }),
        ),
    );
    return this.#migrations;
  }

  /** Reads everything. */
  answers(): Answers {
    return {
      header: this.header,
      formulae: [...this.formulae()],
      names: [...this.names()],
      migrations: this.migrations(),
    };
  }

  /** Reads and checks everything, without holding up the event loop. */
  async checkedAnswers(signal: AbortSignal | undefined): Promise<Answers> {
    await this.#blocks.verify(signal);
    return {
      header: this.header,
      migrations: this.migrations(),
      names: await collectInTurns(this.names(), signal),
      formulae: await collectInTurns(this.formulae(), signal),
    };
  }

  /** Hashes the whole file, without holding up the event loop. */
  async digest(signal?: AbortSignal): Promise<Digest> {
    const hash = new Sha256();
    for (let offset = 0; offset < this.sizeBytes; offset += STEP_BYTES) {
      await giveWay(signal);
      const length = Math.min(STEP_BYTES, this.sizeBytes - offset);
      const bytes = readAt(this.#descriptor, offset, length);
      if (bytes.length !== length) throw invalidAnswers(this.path, 'is damaged: it is cut short');
      hash.update(bytes);
    }
    return hash.digest();
  }

  /** Reads and checks everything, without holding up the event loop. */
  async verify(signal?: AbortSignal): Promise<void> {
    await this.#blocks.verify(signal);
    this.migrations();
    for (const _ of this.names()) await giveWay(signal);
    for (const _ of this.formulae()) await giveWay(signal);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #part<Value>(place: PartPlace, read: (reader: ByteReader) => Value): Value {
    return this.#explained(() => {
      const reader = new ByteReader(this.#blocks.read(place));
      const value = read(reader);
      if (!reader.isAtEnd()) throw new InvalidFileError('a part is too long');
      return value;
    });
  }

  *#each<Each>(
    records: ReturnType<SortedRecords['all']>,
    read: (text: string, record: ByteReader) => Each,
  ): Generator<Each, void, undefined> {
    for (;;) {
      const next = this.#explained(() => {
        const { value } = records.next();
        return value && { each: read(value.text, value.record) };
      });
      if (next === undefined) return;
      yield next.each;
    }
  }

  #explained<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      throw explainDamage(this.path, error);
    }
  }
}

/**
 * Opens an answers file; undefined if there is none. Throws InvalidFileError if it is damaged, of another schema, of another
 * tap than `tap` or not a regular file, and StoreError if it cannot be read.
 */
export function openAnswers(
  path: string,
  { tap }: { readonly tap?: string | undefined } = {},
): AnswersFile | undefined {
  const descriptor = openOrMiss(path);
  if (descriptor === undefined) return undefined;
  try {
    const file = new AnswersFile(path, descriptor);
    requireSameTap(file, tap);
    return file;
  } catch (error) {
    closeSync(descriptor);
    throw explainDamage(path, error);
  }
}

function openOrMiss(path: string): number | undefined {
  try {
    return openRegularFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof InvalidFileError)
      throw invalidAnswers(path, error.message.slice(path.length + 1), error);
    throw explainStoreFailure('read', path, error);
  }
}

function requireSameTap({ path, header }: AnswersFile, tap: string | undefined): void {
  if (tap === undefined || header.tap === tap) return;
  throw invalidAnswers(path, `has the answers for ${header.tap}, not for ${tap}`);
}

/** Explains an error as damage unless the system refused: bytes that pass their checksum but make no sense were miswritten. */
function explainDamage(path: string, error: unknown): unknown {
  if (error instanceof InvalidFileError && error.hint === undefined) {
    return invalidAnswers(path, `is damaged: ${error.message}`, error);
  }
  if (error instanceof BrewpullError) return error;
  const isRefusal = /^E(?!RR_)/.test(codeOf(error) ?? '');
  return isRefusal
    ? explainStoreFailure('read', path, error)
    : invalidAnswers(path, 'is damaged', error);
}
