import type { Arena } from './arena.ts';
import type { ByteWriter } from './bytes.ts';
import type { LineEntry } from './line-index.ts';
import { ContentEncoder, type FileContent } from './path-change.ts';

/** Collects what one pass over the history finds for one path, newest first. */
export class LineBuilder {
  readonly name: string;
  readonly path: string;
  readonly atHead: LineEntry['atHead'];
  isTangled = false;
  #expected: string | undefined;
  readonly #arena: Arena;
  readonly #encoder = new ContentEncoder();
  /** Positions in the arena and lengths, in turn. */
  readonly #pieces: number[] = [];
  #newestAge = 0;
  #lastAge = 0;
  #length = 0;

  constructor(
    place: Pick<LineEntry, 'name' | 'path' | 'atHead'> & { readonly blob: string | undefined },
    arena: Arena,
  ) {
    this.name = ownText(place.name);
    this.path = ownText(place.path);
    this.atHead = place.atHead;
    this.#expected = place.blob;
    this.#arena = arena;
  }

  /** What the path held after the next older change that counts; undefined when nothing. */
  get expected(): string | undefined {
    return this.#expected;
  }

  /** Says what the path held before the change just taken. */
  expect(blob: string | undefined): void {
    this.#expected = blob === undefined ? undefined : ownText(blob);
  }

  /** Takes the next older change; `age` counts commits from the newest of this pass. */
  add(age: number, content: FileContent, scratch: ByteWriter): void {
    if (this.#pieces.length === 0) [this.#newestAge, this.#lastAge] = [age, age];
    scratch.number(age - this.#lastAge);
    this.#encoder.write(scratch, content);
    this.#lastAge = age;
    const bytes = scratch.take();
    this.#pieces.push(this.#arena.keep(bytes), bytes.length);
    this.#length += bytes.length;
  }

  /** Yields the bytes of the record's newest part; `newestSeq` is the number of this pass's newest commit. */
  *bytes(newestSeq: number, scratch: ByteWriter): Generator<Buffer, void, undefined> {
    if (this.#pieces.length === 0) return;
    scratch.number(newestSeq - this.#newestAge);
    scratch.number(this.#length);
    yield scratch.take();
    for (let index = 0; index < this.#pieces.length; index += 2) {
      yield this.#arena.read(this.#pieces[index] ?? 0, this.#pieces[index + 1] ?? 0);
    }
  }
}

/** Copies a text: a part of a larger one would keep all of that in memory, here some 64 kB of the log for each path. */
function ownText(text: string): string {
  return Buffer.from(text).toString();
}
