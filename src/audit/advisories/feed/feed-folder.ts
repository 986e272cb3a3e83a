import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../../core/digest.ts';
import { writeFileAtomic } from '../../../store/place/atomic-write.ts';
import { replaceFile } from '../../../store/place/final-name.ts';
import { temporaryName } from '../../../store/place/temporary-name.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import { namesIfThere, readTextIfThere } from '../../../store/read/if-there.ts';
import { guardStore } from '../../../store/store-failure.ts';
import {
  parseFetchedRecord,
  writeFetchedRecord,
  type FetchedRecord,
} from './fetched-record-schema.ts';

/**
 * The cache folder of the fetched advisories: the file, named by its sha256, and a record that names it. The record is written
 * last, so that it never names an incomplete file. `cache-names.ts` knows all names here.
 */
export class FeedFolder {
  readonly path: string;

  constructor(cacheDirectory: string) {
    this.path = join(cacheDirectory, 'advisories');
  }

  /** The mutex with which two runs that fetch take turns. */
  get mutexPath(): string {
    return join(this.path, 'update.lock');
  }

  get recordPath(): string {
    return join(this.path, 'fetched.json');
  }

  /** Returns the path of a record's file. */
  fileOf({ sha256 }: Pick<FetchedRecord, 'sha256'>): string {
    return join(this.path, `${sha256}.json`);
  }

  /** Returns a new name for a file that is not complete yet. */
  draftPath(): string {
    return temporaryName(join(this.path, 'download'));
  }

  /** Reads the record; undefined if there is none that can be read. Throws `StoreError`. */
  async record(): Promise<FetchedRecord | undefined> {
    const text = await guardStore('read', this.recordPath, () => readTextIfThere(this.recordPath));
    return text === undefined ? undefined : parseFetchedRecord(text);
  }

  /** Reads the record like {@link FeedFolder.record}, but only if its file is there and undamaged. */
  async usable(): Promise<FetchedRecord | undefined> {
    const record = await this.record();
    if (record === undefined) return undefined;
    const found = await hashFile(this.fileOf(record)).catch(() => undefined);
    return found?.digest === digestOf(record.sha256) ? record : undefined;
  }

  /** Gives a complete file its name, records it, and removes the one before. Throws `StoreError`. */
  async keep(draft: string, record: FetchedRecord): Promise<void> {
    const file = this.fileOf(record);
    await guardStore('write', file, () => replaceFile(draft, file));
    await this.note(record);
    for (const name of await namesIfThere(this.path)) {
      const isOld = /^[0-9a-f]{64}\.json$/.test(name) && name !== `${record.sha256}.json`;
      // One that another program holds open is removed next time.
      if (isOld) await rm(join(this.path, name), { force: true }).catch(() => undefined);
    }
  }

  /** Records that the file already here is the newest. Throws `StoreError`. */
  note(record: FetchedRecord): Promise<void> {
    return writeFileAtomic(this.recordPath, writeFetchedRecord(record));
  }
}
