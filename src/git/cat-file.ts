import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import { onAbort } from '../core/abort.ts';
import { AbortedError } from '../core/errors.ts';
import { BatchParser, type GitObject } from './cat-file-parser.ts';
import { explainGitFailure, missingObjects } from './git-failure.ts';
import { collectStderr, endOf, type GitLocation, startGit } from './git-process.ts';

/** One or more objects that are answered together. */
interface ObjectRequest {
  readonly count: number;
  readonly objects: GitObject[];
  resolve(objects: readonly GitObject[]): void;
  reject(error: unknown): void;
}

interface Batch {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly questions: ObjectRequest[];
  readonly ended: Promise<void>;
  /** Expressions not yet written to git. */
  pending: string;
}

/**
 * Reads objects through one `git cat-file --batch`, which starts with the first question and lives until `close`. Questions may
 * be asked without waiting for answers, which come in the same order.
 */
export class ObjectReader {
  readonly #location: GitLocation;
  readonly #isPartial: boolean;
  readonly #limitBytes: number;
  #batch: Batch | undefined;
  #isClosed = false;

  constructor(
    location: GitLocation,
    options: { readonly isPartial: boolean; readonly limitBytes: number },
  ) {
    this.#location = location;
    this.#isPartial = options.isPartial;
    this.#limitBytes = options.limitBytes;
  }

  /**
   * Reads what an expression names: an oid, `COMMIT:PATH`, `COMMIT^1`. A missing oid means damage in a whole clone; in a
   * partial one it means that the file was never fetched. Either is for the caller to report.
   */
  async read(expression: string): Promise<GitObject> {
    const [object] = await this.readAll([expression]);
    return object ?? { status: 'missing' };
  }

  /** Reads many objects at once, which costs less than one by one; answers are in the order of the expressions. */
  readAll(expressions: readonly string[]): Promise<readonly GitObject[]> {
    if (this.#isClosed || this.#location.signal?.aborted === true) {
      return Promise.reject(new AbortedError());
    }
    if (expressions.length === 0) return Promise.resolve([]);
    const batch = (this.#batch ??= this.#start());
    return new Promise((resolve, reject) => {
      batch.questions.push({ count: expressions.length, objects: [], resolve, reject });
      // Everything asked in one turn goes to git in one piece.
      if (batch.pending === '') process.nextTick(flush, batch);
      for (const expression of expressions) batch.pending += `${toLine(expression)}\n`;
    });
  }

  /** Ends the process; answers still due are rejected with {@link AbortedError}. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const batch = this.#batch;
    if (batch === undefined) return;
    batch.child.kill('SIGKILL');
    await batch.ended;
  }

  #start(): Batch {
    const { signal } = this.#location;
    const child = startGit(this.#location, ['cat-file', '--batch']);
    const stop = (): void => void child.kill('SIGKILL');
    const forget = onAbort(signal, stop);
    const questions: ObjectRequest[] = [];
    const stderr = collectStderr(child);
    const parser = new BatchParser(this.#limitBytes, (object) => {
      const [question] = questions;
      if (question === undefined) return;
      question.objects.push(object);
      if (question.objects.length < question.count) return;
      questions.shift();
      question.resolve(question.objects);
    });
    child.stdout.on('data', (chunk: Buffer) => parser.feed(chunk));
    const refuse = async (): Promise<void> => {
      const { error } = await endOf(child);
      forget();
      this.#batch = undefined;
      for (const question of questions) question.reject(this.#failure(stderr(), error));
    };
    return { child, questions, ended: refuse(), pending: '' };
  }

  #failure(stderr: string, cause: Error | undefined): Error {
    const { signal } = this.#location;
    if (this.#isClosed || signal?.aborted === true) return new AbortedError();
    const { path } = this.#location;
    if (this.#isPartial && cause === undefined) return missingObjects(path);
    return explainGitFailure({ path, command: 'cat-file', stderr, cause });
  }
}

/** Each line is a question: a line end inside would shift every later answer. Git reports the empty one as missing. */
function toLine(expression: string): string {
  return /[\n\0]/.test(expression) ? '' : expression;
}

function flush(batch: Batch): void {
  const { pending } = batch;
  batch.pending = '';
  batch.child.stdin.write(pending);
}
