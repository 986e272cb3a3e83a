import type { SpillFile } from './spill-file.ts';
import type { ByteWriter } from '../../coding/bytes.ts';
import type { LineEntry } from '../file/line-index.ts';
import type { FileContent } from '../../state/file-content.ts';
import { ContentEncoder } from '../file/path-change.ts';
import { ownText, Trail } from './trail.ts';

const NOTHING = Buffer.alloc(0);
/** How much of a line is kept in memory, so that it is written to the arena in few pieces. */
const PIECE_BYTES = 1024;

/** Collects what one pass over the history finds for one path, newest first. */
export class LineBuilder {
  readonly name: string;
  readonly path: string;
  isTangled = false;
  /** The branches on which the path was added. */
  readonly addedOn = new Set<number>();
  readonly #trail: Trail;
  readonly #arena: SpillFile;
  readonly #encoder = new ContentEncoder();
  /** Positions in the arena and lengths, alternating. */
  readonly #pieces: number[] = [];
  /** The last piece, while it is being filled. */
  #piece = NOTHING;
  #pending = 0;
  #newestAge = 0;
  #lastAge = 0;
  #length = 0;

  constructor(
    place: Pick<LineEntry, 'name' | 'path'> & { readonly oid: string | undefined },
    arena: SpillFile,
  ) {
    this.name = ownText(place.name);
    this.path = ownText(place.path);
    this.#trail = new Trail(place.oid);
    this.#arena = arena;
  }

  /** What the path must hold after the next older change that counts; undefined if nothing. */
  get expected(): string | undefined {
    return this.#trail.expected;
  }

  /** Takes the oids of the next older change, as {@link Trail.follow} does. */
  follow(...change: Parameters<Trail['follow']>): boolean {
    return this.#trail.follow(...change);
  }

  /** Takes the next older change; `age` counts commits from the newest of this pass. */
  add(age: number, content: FileContent, scratch: ByteWriter): void {
    if (this.#length === 0) [this.#newestAge, this.#lastAge] = [age, age];
    scratch.number(age - this.#lastAge);
    this.#encoder.write(scratch, content);
    this.#lastAge = age;
    const bytes = scratch.take();
    this.#length += bytes.length;
    if (this.#pending + bytes.length > this.#piece.length) this.#keepPiece();
    if (bytes.length > PIECE_BYTES) {
      this.#pieces.push(this.#arena.keep(bytes), bytes.length);
      return;
    }
    if (this.#piece.length === 0) this.#piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    bytes.copy(this.#piece, this.#pending);
    this.#pending += bytes.length;
  }

  /** Frees what only further changes would need. */
  rest(): void {
    this.#keepPiece();
    this.#piece = NOTHING;
  }

  #keepPiece(): void {
    if (this.#pending === 0) return;
    this.#pieces.push(this.#arena.keep(this.#piece.subarray(0, this.#pending)), this.#pending);
    this.#pending = 0;
  }

  /** Yields the bytes of the record's newest part; `newestSeq` is the `seq` of this pass's newest commit. */
  *bytes(newestSeq: number, scratch: ByteWriter): Generator<Buffer, void, undefined> {
    if (this.#length === 0) return;
    this.#keepPiece();
    scratch.number(newestSeq - this.#newestAge);
    scratch.number(this.#length);
    yield scratch.take();
    for (let index = 0; index < this.#pieces.length; index += 2) {
      yield this.#arena.read(this.#pieces[index] ?? 0, this.#pieces[index + 1] ?? 0);
    }
  }
}
