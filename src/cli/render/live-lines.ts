import type { TextOutput } from '../terminal.ts';
import { controlMark, oneLine } from './harmless.ts';
import { cut, widthOf } from './width.ts';

/** The size of a terminal that reports none. */
const COLUMNS = 80;
const ROWS = 24;

/** A block of lines at the bottom of a terminal that is redrawn in place; the cursor is never hidden. */
export class LiveLines {
  readonly #output: TextOutput;
  readonly #cutMark: string;
  #drawn: readonly string[] = [];
  #columns = 0;

  /** `cutMark` goes at the end of a line that is cut. */
  constructor(output: TextOutput, cutMark = '...') {
    this.#output = output;
    this.#cutMark = cutMark;
  }

  /** Returns how much can be drawn now: the last column stays empty, and the cursor has its own row. */
  room(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#output;
    return {
      columns: Math.max(1, (columns ?? COLUMNS) - 1),
      rows: Math.max(1, (rows ?? ROWS) - 1),
    };
  }

  /**
   * Replaces the block. Lines that are too long are cut, and if there are too many only the last are drawn, so that the height is
   * known.
   */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.room();
    const drawn = lines.slice(-rows).map((line) => cut(oneLine(line), columns, this.#cutMark));
    const block = drawn.map((line) => `${line}\n`).join('');
    this.#output.write(`${this.#eraser()}${block}`);
    this.#drawn = drawn;
    this.#columns = columns;
  }

  /** Removes the block. */
  clear(): void {
    if (this.#drawn.length === 0) return;
    this.#output.write(this.#eraser());
    this.#drawn = [];
  }

  /** Moves to the block's first row and erases to the end of the screen (ECMA-48 CPL and ED). */
  #eraser(): string {
    const height = this.#height();
    return height === 0 ? '' : controlMark(`${height}F`) + controlMark('J');
  }

  /** Returns how many rows the block takes: a terminal that became narrower has broken the lines into more. */
  #height(): number {
    const columns = this.room().columns + 1;
    if (columns > this.#columns) return this.#drawn.length;
    const rowsOf = (line: string): number => Math.max(1, Math.ceil(widthOf(line) / columns));
    return this.#drawn.reduce((rows, line) => rows + rowsOf(line), 0);
  }
}
