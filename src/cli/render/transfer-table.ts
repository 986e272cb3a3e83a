import { formatBytes } from './bytes.ts';
import { formatCount } from './count.ts';
import type { Marks } from './marks.ts';
import { amountOf, layOutTransfers, leftOf, type TransferRow } from './transfer-row.ts';

interface Transfer {
  readonly sizeBytes: number | undefined;
  readonly resumedBytes: number;
  readonly startedAt: number;
  receivedBytes: number;
  isDone: boolean;
}

const SHOWN_FILES = 6;

/** The current downloads and uploads, as lines for people. */
export class TransferTable {
  readonly #now: () => number;
  readonly #transfers = new Map<string, Transfer>();
  #startedAt = 0;

  /** `now` returns milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  isEmpty(): boolean {
    return [...this.#transfers.values()].every(({ isDone }) => isDone);
  }

  start(file: string, sizeBytes: number | undefined, resumedBytes: number): void {
    const startedAt = this.#now();
    if (this.#transfers.size === 0) this.#startedAt = startedAt;
    this.#transfers.set(file, {
      sizeBytes,
      resumedBytes,
      startedAt,
      receivedBytes: resumedBytes,
      isDone: false,
    });
  }

  /** `receivedBytes` counts from the beginning of the file. */
  advance(file: string, receivedBytes: number): void {
    const transfer = this.#transfers.get(file);
    if (transfer !== undefined) transfer.receivedBytes = receivedBytes;
  }

  finish(file: string): void {
    const transfer = this.#transfers.get(file);
    if (transfer !== undefined) transfer.isDone = true;
  }

  /** Returns a line for each of the first active files, as many as there is room for, then the total. */
  lines(
    { columns, rows }: { readonly columns: number; readonly rows: number },
    marks: Marks,
  ): string[] {
    const active = [...this.#transfers].filter(([, { isDone }]) => !isDone);
    const room = Math.min(SHOWN_FILES, rows - 1);
    const most = active.length > room ? Math.min(SHOWN_FILES, rows - 2) : active.length;
    const shown = active
      .slice(0, Math.max(0, most))
      .map(([name, transfer]) => this.#rowOf(name, transfer));
    const lines = layOutTransfers([...shown, this.#total()], columns, marks);
    const more = active.length - shown.length;
    return more === 0 ? lines : lines.toSpliced(-1, 0, `and ${more} more`);
  }

  /** Summarizes the progress of everything in one line. */
  summary(): string {
    const total = this.#total();
    const { done, all } = this.#counts();
    const rate = total.bytesPerSecond;
    return [
      `${done} of ${formatCount(all, 'file', 'files')}`,
      amountOf(total),
      ...(rate === undefined ? [] : [`${formatBytes(rate)}/s`]),
      leftOf(total),
    ]
      .filter((part) => part !== '')
      .join(', ');
  }

  #rowOf(
    name: string,
    { sizeBytes, receivedBytes, resumedBytes, startedAt }: Transfer,
  ): TransferRow {
    const bytesPerSecond = rateOf(receivedBytes - resumedBytes, this.#now() - startedAt);
    return { name, sizeBytes, receivedBytes, bytesPerSecond };
  }

  #total(): TransferRow {
    const all = [...this.#transfers.values()];
    const receivedBytes = sum(all.map((each) => each.receivedBytes));
    const fresh = receivedBytes - sum(all.map(({ resumedBytes }) => resumedBytes));
    const sizes = all.map((each) => each.sizeBytes);
    const counts = this.#counts();
    return {
      name: `total, ${counts.done} of ${counts.all}`,
      receivedBytes,
      sizeBytes: sizes.includes(undefined) ? undefined : sum(sizes.map((size) => size ?? 0)),
      bytesPerSecond: rateOf(fresh, this.#now() - this.#startedAt),
    };
  }

  #counts(): { readonly done: number; readonly all: number } {
    const all = [...this.#transfers.values()];
    return { done: all.filter(({ isDone }) => isDone).length, all: all.length };
  }
}

function rateOf(bytes: number, elapsedMs: number): number | undefined {
  return bytes > 0 ? (bytes * 1000) / Math.max(1, elapsedMs) : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
