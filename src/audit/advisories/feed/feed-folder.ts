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
 * The folder of the cache with the advisories that were fetched: the file, named by its sha256, and a record that names it. The record is
 * written last, so that it never names a file that is not whole. `cache-names.ts` knows all names here.
 */
export class FeedFolder {
  readonly path: string;

  constructor(cacheDirectory: string) {
    this.path = join(cacheDirectory, 'advisories');
  }

  /** What two runs that fetch take turns by. */
  get mutexPath(): string {
    return join(this.path, 'update.lock');
  }

  get recordPath(): string {
    return join(this.path, 'fetched.json');
  }

  /** Where the file of a record is. */
  fileOf({ sha256 }: Pick<FetchedRecord, 'sha256'>): string {
    return join(this.path, `${sha256}.json`);
  }

  /** A new name for a file that is not whole yet. */
  draftPath(): string {
    return temporaryName(join(this.path, 'download'));
  }

  /** Reads the record; undefined where there is none that can be read. Throws `StoreError`. */
  async record(): Promise<FetchedRecord | undefined> {
    const text = await guardStore('read', this.recordPath, () => readTextIfThere(this.recordPath));
    return text === undefined ? undefined : parseFetchedRecord(text);
  }

  /** Reads the record as {@link FeedFolder.record}, where its file is there and undamaged as well. */
  async usable(): Promise<FetchedRecord | undefined> {
    const record = await this.record();
    if (record === undefined) return undefined;
    const found = await hashFile(this.fileOf(record)).catch(() => undefined);
    return found?.digest === digestOf(record.sha256) ? record : undefined;
  }

  /** Gives a whole file its name and records it; the one before goes. Throws `StoreError`. */
  async keep(draft: string, record: FetchedRecord): Promise<void> {
    const file = this.fileOf(record);
    await guardStore('write', file, () => replaceFile(draft, file));
    await this.note(record);
    for (const name of await namesIfThere(this.path)) {
      const isOld = /^[0-9a-f]{64}\.json$/.test(name) && name !== `${record.sha256}.json`;
      // One that another program holds open is removed the next time.
      if (isOld) await rm(join(this.path, name), { force: true }).catch(() => undefined);
    }
  }

  /** Records that a file that is there is the newest. Throws `StoreError`. */
  note(record: FetchedRecord): Promise<void> {
    return writeFileAtomic(this.recordPath, writeFetchedRecord(record));
  }
}
