import type { BrewpullEvent, WorkStep } from '../../core/events.ts';
import { unreachable } from '../../core/unreachable.ts';
import { formatBytes, formatDuration } from './bytes.ts';
import { widthOf } from './width.ts';

/** Events that report what is being done, and its progress. */
export type StatusEvent = Extract<
  BrewpullEvent,
  { readonly type: 'history' | 'sync' | 'index' | 'step' }
>;

interface Amount {
  readonly done: number;
  readonly total: number | undefined;
}

/** After this time, the work done so far predicts how long the rest takes. */
const TELLING_MS = 2000;

/** What is being done now, with the time left. */
export class WorkStatus {
  readonly #now: () => number;
  #event: StatusEvent | undefined;
  #work = '';
  #startedAt = 0;
  #doneAtStart = 0;

  /** `now` returns milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  take(event: StatusEvent): void {
    const work = workOf(event);
    const done = amountOf(event)?.done ?? 0;
    if (work !== this.#work || done < this.#doneAtStart) {
      this.#work = work;
      this.#startedAt = this.#now();
      this.#doneAtStart = done;
    }
    this.#event = event;
  }

  /** Forgets work that is over. */
  forget(): void {
    this.#event = undefined;
    this.#work = '';
  }

  /** Describes the work in one line; empty if nothing is known. */
  line(): string {
    return this.#parts().join(', ');
  }

  /** Does the same as {@link line}, but puts the time left on its own line if both do not fit on one. */
  lines(columns: number): readonly string[] {
    const line = this.line();
    return widthOf(line) <= columns ? [line] : this.#parts();
  }

  #parts(): readonly string[] {
    const event = this.#event;
    if (event === undefined) return [];
    return [wordsOf(event), this.#left(amountOf(event))].filter((part) => part !== '');
  }

  #left(amount: Amount | undefined): string {
    if (amount?.total === undefined || amount.done >= amount.total) return '';
    const elapsed = this.#now() - this.#startedAt;
    const done = amount.done - this.#doneAtStart;
    if (elapsed < TELLING_MS || done <= 0) return '';
    return `about ${formatDuration(((amount.total - amount.done) * elapsed) / done)} left`;
  }
}

function wordsOf(event: StatusEvent): string {
  switch (event.type) {
    case 'history':
      return `${event.formula}: ${count(event.states)} states read, back to ${event.date.slice(0, 10)}`;
    case 'index':
      return `${event.formula}: reading the index of ${event.reference}`;
    case 'sync': {
      const { phase, percent, total, receivedBytes, bytesPerSecond } = event;
      return [
        `${phase}: ${percent}%${total === undefined ? '' : ` of ${count(total)}`}`,
        ...(receivedBytes === undefined ? [] : [formatBytes(receivedBytes)]),
        ...(bytesPerSecond === undefined ? [] : [`${formatBytes(bytesPerSecond)}/s`]),
      ].join(', ');
    }
    case 'step':
      return stepWords(event.step);
    default:
      return unreachable(event);
  }
}

function stepWords(step: WorkStep): string {
  switch (step.kind) {
    case 'open-clone':
      return `reading the clone ${step.path}`;
    case 'list-versions':
      return `asking ${step.host} which versions ${step.formula} has`;
    case 'atlas':
      return `${step.tap}: ${ofTotal(step.commits, step.totalCommits)} commits read`;
    case 'one-commit':
      return `looking for one commit with bottles for all: ${count(step.formulae)} formulae, ${count(step.commits)} commits tried`;
    case 'check-files':
      return [
        `checking ${step.path}: ${ofTotal(step.files, step.totalFiles)} files`,
        ...(step.readBytes === undefined || step.totalBytes === undefined
          ? []
          : [`${formatBytes(step.readBytes)} of ${formatBytes(step.totalBytes)}`]),
      ].join(', ');
    case 'copy-files':
      return [
        `copying to ${step.path}: ${ofTotal(step.files, step.totalFiles)} files`,
        `${formatBytes(step.readBytes)} of ${formatBytes(step.totalBytes)}`,
      ].join(', ');
    case 'check-bottles':
      return `asking for the sizes of ${count(step.bottles)} bottles`;
    case 'choose-image':
      return `asking for ${step.image}`;
    case 'write-bundle':
      return `writing ${step.path}`;
    case 'mirror':
      return `${ofTotal(step.bottles, step.totalBottles)} bottles, ${formatBytes(step.fetchedBytes)} fetched`;
    case 'finish-mirror':
      return `writing the lists of ${step.path}`;
    default:
      return unreachable(step);
  }
}

/** Returns a name for the work that an event is about, so that the start of new work is noticed. */
function workOf(event: StatusEvent): string {
  switch (event.type) {
    case 'sync':
      return `sync ${event.phase}`;
    case 'step':
      return `step ${event.step.kind}`;
    case 'history':
    case 'index':
      return event.type;
    default:
      return unreachable(event);
  }
}

/** Returns how much of the work is done, in whatever unit it is counted. */
function amountOf(event: StatusEvent): Amount | undefined {
  if (event.type === 'sync') return { done: event.percent, total: 100 };
  if (event.type !== 'step') return undefined;
  const { step } = event;
  if (step.kind === 'mirror') return amountOfMirror(step);
  if (step.kind === 'atlas') return { done: step.commits, total: step.totalCommits };
  if (step.kind !== 'check-files' && step.kind !== 'copy-files') return undefined;
  if (step.readBytes !== undefined) return { done: step.readBytes, total: step.totalBytes };
  return { done: step.files, total: step.totalFiles };
}

/** Leaves out bottles that were there already: they take no time, and say nothing about how long the rest takes. */
function amountOfMirror({
  bottles,
  knownBottles,
  totalBottles,
}: Extract<WorkStep, { readonly kind: 'mirror' }>): Amount {
  const total = totalBottles === undefined ? undefined : totalBottles - knownBottles;
  return { done: bottles - knownBottles, total };
}

function ofTotal(done: number, total: number | undefined): string {
  return total === undefined ? count(done) : `${count(done)} of ${count(total)}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
