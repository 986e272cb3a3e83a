import xterm from '@xterm/headless';

import type { TextOutput } from '../../../src/cli/terminal.ts';

/** A terminal that shows what is written to it, as xterm.js does: it rewraps long lines when its width changes. */
export class Screen implements TextOutput {
  readonly isTTY = true;
  readonly #terminal: xterm.Terminal;
  #raw = '';

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      convertEol: true,
    });
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** All that was written. */
  get raw(): string {
    return this.#raw;
  }

  write(text: string): void {
    this.#raw += text;
    this.#terminal.write(text);
  }

  send(chunk: string | Uint8Array): Promise<void> {
    this.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    return Promise.resolve();
  }

  /** Changes the size once everything that was written is shown. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#settle();
    this.#terminal.resize(columns, rows);
  }

  /** Lists all lines, including those that scrolled out of the window, without empty ones at the end. */
  async lines(): Promise<string[]> {
    await this.#settle();
    const { active } = this.#terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_each, index) => active.getLine(index)?.translateToString(true) ?? '',
    );
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  #settle(): Promise<void> {
    return new Promise((done) => {
      this.#terminal.write('', done);
    });
  }
}
