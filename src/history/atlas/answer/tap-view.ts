import type { BottleState } from '../../state/bottle-span.ts';
import type { AtlasFile } from '../file/atlas-file.ts';
import type { LineEntry } from '../file/line-index.ts';
import { oidOf } from '../../state/file-content.ts';
import type { PathChange } from '../file/path-change.ts';
import type { TapRecord } from '../file/tap-record.ts';

/** One path that ever held a formula, with its changes, newest first. */
export interface Line {
  readonly entry: LineEntry;
  readonly changes: readonly PathChange[];
}

/** A line that reads its changes when they are first needed: finding a formula of today needs none. */
class LazyLine implements Line {
  readonly entry: LineEntry;
  readonly #file: AtlasFile;
  #changes: readonly PathChange[] | undefined;

  constructor(file: AtlasFile, entry: LineEntry) {
    this.entry = entry;
    this.#file = file;
  }

  get changes(): readonly PathChange[] {
    return (this.#changes ??= this.#file.changes(this.entry));
  }
}

/** The lines of a tap, read from an atlas on demand, and kept. */
export class TapView {
  readonly tap: TapRecord;
  readonly #file: AtlasFile;
  readonly #lines = new Map<string, readonly Line[]>();
  readonly #moves: ReadonlyMap<string, string>;

  constructor(file: AtlasFile, tap: TapRecord) {
    this.#file = file;
    this.tap = tap;
    this.#moves = new Map(tap.moves.map(({ seq, from, to }) => [`${seq} ${to}`, from]));
  }

  /** Lists the lines of every path that ever held a formula with this name. */
  lines(name: string): readonly Line[] {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const lines = this.#file.index.find(name).map((entry) => new LazyLine(this.#file, entry));
    this.#lines.set(name, lines);
    return lines;
  }

  /** Finds the formula file with this name in the newest state, without reading its line. */
  findAtHead(name: string): LineEntry | undefined {
    return this.#file.index.find(name).find(({ atHead }) => atHead !== 'nothing');
  }

  /** Finds the path whose content a commit moved to another one. */
  findMove(seq: number, to: string): string | undefined {
    return this.#moves.get(`${seq} ${to}`);
  }

  commit(seq: number): BottleState['commit'] {
    return this.#file.commit(seq);
  }

  /** Forgets the lines read so far, so that going through a whole tap takes little memory. */
  forget(): void {
    this.#lines.clear();
  }
}

/** Returns the oid of the file at a path just before the commit `seq`. */
export function oidBefore(line: Line, seq: number): string | undefined {
  return oidOf(line.changes.find((change) => change.seq < seq)?.content);
}

/** Returns the oid of the file at a path just after the commit `seq`. */
export function oidAfter(line: Line, seq: number): string | undefined {
  return oidBefore(line, seq + 1);
}
