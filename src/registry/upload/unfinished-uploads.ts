import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { hexOfBytes, type Digest } from '../../core/digest.ts';
import { createMark, isGone, isOwn, parseMark } from '../../store/mutex/mutex-mark.ts';
import { writePrivateFile } from '../../store/place/atomic-write.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { formatUploadRecord, parseUploadRecord } from './upload-record-schema.ts';
import type { UploadPlace } from './upload-sender.ts';

/** A blob and where it goes. */
export interface UploadName {
  readonly place: UploadPlace;
  readonly digest: Digest;
}

/** Registries delete uploads that are not continued; distribution does so after a week. */
const LIFE_MS = 7 * 86_400_000;
const RECORD_BYTES = 64 * 1024;

/**
 * Remembers where registries accept the rest of interrupted uploads, so that a later run sends only that. Stored in the cache,
 * readable only by its owner because a URL may contain a secret. Never fails: without a record everything is sent.
 */
export class UnfinishedUploads {
  readonly #directory: string;
  readonly #mark = createMark(false).text;
  readonly #nowMs: () => number;

  /** `directory` is the cache's. */
  constructor(directory: string, nowMs: () => number) {
    this.#directory = directory;
    this.#nowMs = nowMs;
  }

  /** Returns the URL that was kept last; undefined if there is none, it is too old, or another run may be using it. */
  async find(name: UploadName): Promise<URL | undefined> {
    try {
      const record = parseUploadRecord(await readRegularFile(this.#pathOf(name), RECORD_BYTES));
      if (record === undefined) return undefined;
      const { registry, repository, digest, location, keptAtMs } = record;
      const isSame = spell(name) === JSON.stringify([registry, repository, digest]);
      const ageMs = this.#nowMs() - keptAtMs;
      const mark = parseMark(record.mark);
      const isFree = mark !== undefined && (isOwn(mark) || isGone(mark));
      const url = URL.parse(location);
      const isOfRegistry = url?.origin === name.place.registry.origin;
      if (!isSame || !isFree || !isOfRegistry || ageMs < 0 || ageMs > LIFE_MS) return undefined;
      return url ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a URL of the registry itself; one on another origin is not one of its sessions. */
  async keep(name: UploadName, location: URL): Promise<void> {
    const { place, digest } = name;
    const { registry, repository } = place;
    if (location.origin !== registry.origin) return;
    const content = formatUploadRecord({
      registry: registry.href,
      repository,
      digest,
      location: location.href,
      keptAtMs: this.#nowMs(),
      mark: this.#mark,
    });
    await writePrivateFile(this.#pathOf(name), content).catch(() => undefined);
  }

  /** Forgets an upload that has ended. */
  async forget(name: UploadName): Promise<void> {
    await rm(this.#pathOf(name), { force: true }).catch(() => undefined);
  }

  #pathOf(name: UploadName): string {
    const hex = hexOfBytes(spell(name));
    return join(this.#directory, 'uploads', hex.slice(0, 2), hex);
  }
}

function spell({ place, digest }: UploadName): string {
  return JSON.stringify([place.registry.href, place.repository, digest]);
}
