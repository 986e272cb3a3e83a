import { formatBytes, formatDuration } from './bytes.ts';
import { formatCount } from './count.ts';

interface TransferRow {
  readonly sizeBytes: number | undefined;
  readonly resumedBytes: number;
  receivedBytes: number;
  isDone: boolean;
}

const SHOWN_FILES = 6;

/** What is being downloaded, as lines for a person. */
export class TransferTable {
  readonly #now: () => number;
  readonly #transfers = new Map<string, TransferRow>();
  #startedAt = 0;

  /** `now` gives milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  isEmpty(): boolean {
    return [...this.#transfers.values()].every(({ isDone }) => isDone);
  }

  start(file: string, sizeBytes: number | undefined, resumedBytes: number): void {
    if (this.#transfers.size === 0) this.#startedAt = this.#now();
    this.#transfers.set(file, {
      sizeBytes,
      resumedBytes,
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

  /** Lists a line for each of the first active files, then the total. */
  lines(): string[] {
    const active = [...this.#transfers].filter(([, { isDone }]) => !isDone);
    const shown = active.slice(0, SHOWN_FILES).map(([file, transfer]) => fileLine(file, transfer));
    if (active.length > SHOWN_FILES) shown.push(`  and ${active.length - SHOWN_FILES} more`);
    return [...shown, this.summary()];
  }

  /** Says in one line how far everything is. */
  summary(): string {
    const all = [...this.#transfers.values()];
    const received = sum(all.map(({ receivedBytes }) => receivedBytes));
    const fresh = received - sum(all.map(({ resumedBytes }) => resumedBytes));
    const elapsedMs = Math.max(1, this.#now() - this.#startedAt);
    const perSecond = (fresh * 1000) / elapsedMs;
    const done = all.filter(({ isDone }) => isDone).length;
    const sizes = all.map(({ sizeBytes }) => sizeBytes);
    const total = sizes.includes(undefined) ? undefined : sum(sizes.map((size) => size ?? 0));
    const parts = [
      `${done} of ${formatCount(all.length, 'file', 'files')}`,
      amount(received, total),
    ];
    if (perSecond > 0) parts.push(`${formatBytes(perSecond)}/s`);
    if (total !== undefined && perSecond > 0 && total > received) {
      parts.push(`${formatDuration(((total - received) * 1000) / perSecond)} left`);
    }
    return parts.join(', ');
  }
}

function fileLine(file: string, { receivedBytes, sizeBytes }: TransferRow): string {
  const percent =
    sizeBytes === undefined || sizeBytes === 0
      ? '    '
      : `${Math.floor((receivedBytes * 100) / sizeBytes)}%`.padStart(4);
  return `${percent}  ${file}  ${amount(receivedBytes, sizeBytes)}`;
}

function amount(received: number, total: number | undefined): string {
  return total === undefined
    ? formatBytes(received)
    : `${formatBytes(received)} of ${formatBytes(total)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
