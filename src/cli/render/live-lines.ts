import type { TextOutput } from '../terminal.ts';
import { controlMark, oneLine } from './harmless.ts';
import { cut } from './width.ts';

/** A block of lines at the bottom of a terminal that is drawn over itself. */
export class LiveLines {
  readonly #output: TextOutput;
  #height = 0;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /** Replaces the block; lines longer than the terminal is wide are cut, so that the height stays known. */
  draw(lines: readonly string[]): void {
    const width = Math.max(20, (this.#output.columns ?? 80) - 1);
    const block = lines.map((line) => `${cut(oneLine(line), width, '...')}\n`).join('');
    this.#output.write(`${this.#eraser()}${block}`);
    this.#height = lines.length;
  }

  /** Removes the block. */
  clear(): void {
    if (this.#height === 0) return;
    this.#output.write(this.#eraser());
    this.#height = 0;
  }

  /** Moves to the block's first line and erases to the end of the screen (ECMA-48 CPL and ED). */
  #eraser(): string {
    return this.#height === 0 ? '' : controlMark(`${this.#height}F`) + controlMark('J');
  }
}
