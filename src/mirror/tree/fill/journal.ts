import { writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { Digest } from '../../../core/digest.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { codeOf, explainStoreFailure, guardStore } from '../../../store/store-failure.ts';
import { keyOfBottle } from '../file/bottle-key.ts';
import { WORK_FOLDER } from '../file/tree-layout.ts';
import { parseJournalLine, type JournalLine } from './journal-schema.ts';
import type { HeldOutcome } from './outcome.ts';

/** For 10,000 bottles it has about 20 MB; no string can have 512 MiB. */
const LARGEST = 500 * 1024 * 1024;

/**
 * What a run has done so far, one line each, so that an interrupted run continues where it stopped. A line is written once what
 * it says is in the tree. The caller closes it.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #documents = new Map<string, Digest>();
  readonly #bottles = new Map<string, HeldOutcome>();
  readonly #replaced = new Set<string>();
  readonly #isContinued: boolean;

  private constructor(file: FileHandle, path: string, lines: readonly JournalLine[]) {
    this.#file = file;
    this.#path = path;
    for (const line of lines) this.#take(line);
    this.#isContinued = lines.length > 0;
  }

  /** Opens the journal of a mirror, or starts one. Throws `StoreError`. */
  static async open(directory: string): Promise<Journal> {
    const folder = join(directory, WORK_FOLDER);
    const path = join(folder, 'journal.jsonl');
    return guardStore('write', path, async () => {
      await makeFolder(folder);
      const text = await readText(path);
      const file = await open(path, 'a');
      // A line that was cut off must not run into the next.
      if (text !== '' && !text.endsWith('\n')) await file.write('\n');
      const lines = text.split('\n').flatMap((line) => parseJournalLine(line) ?? []);
      return new Journal(file, path, lines);
    });
  }

  /** Whether an earlier run left something to continue. */
  get isContinued(): boolean {
    return this.#isContinued;
  }

  /** Returns the digest that a registry gave for a reference in this run. */
  digestOf(repository: string, reference: string): Digest | undefined {
    return this.#documents.get(`${repository}:${reference}`);
  }

  /** Lists every document that this run fetched. */
  *documents(): Iterable<{ readonly repository: string; readonly digest: Digest }> {
    for (const [name, digest] of this.#documents) {
      yield { repository: name.slice(0, name.indexOf(':')), digest };
    }
  }

  /** Returns what this run did for a bottle and a target. */
  outcomeOf(key: string, target: string): HeldOutcome | undefined {
    return this.#bottles.get(`${target} ${key}`);
  }

  /** Lists all outcomes of this run, in no order. */
  outcomes(): Iterable<HeldOutcome> {
    return this.#bottles.values();
  }

  /** The files of the earlier mirror that an earlier run was about to remove. */
  get replaced(): ReadonlySet<string> {
    return this.#replaced;
  }

  /** Records the digest of a reference. */
  noteDocument(repository: string, reference: string, digest: Digest): void {
    this.#append({ kind: 'document', repository, reference, digest });
  }

  /** Records a bottle that is completely in the tree. */
  noteBottle(outcome: HeldOutcome): void {
    const { key: _, ...said } = outcome;
    this.#append({ kind: 'bottle', ...said });
  }

  /** Records that files of the earlier mirror are overwritten from now on, and which ones are removed after that. */
  noteFinishing(replaced: readonly string[]): void {
    this.#append({ kind: 'finishing', replaced: [...replaced] });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #append(line: JournalLine): void {
    // One write per line, so that concurrent ones do not mix.
    try {
      // Synchronous, because with ten thousand lines the waiting would take longer than the writing.
      writeSync(this.#file.fd, `${JSON.stringify(line)}\n`);
    } catch (error) {
      throw explainStoreFailure('write', this.#path, error);
    }
    this.#take(line);
  }

  #take(line: JournalLine): void {
    if (line.kind === 'document') {
      this.#documents.set(`${line.repository}:${line.reference}`, line.digest);
      return;
    }
    if (line.kind === 'finishing') {
      for (const path of line.replaced) this.#replaced.add(path);
      return;
    }
    const { kind: _, ...said } = line;
    const key = keyOfBottle(line.bottle);
    this.#bottles.set(`${line.target} ${key}`, { ...said, key });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, LARGEST)).toString('utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
