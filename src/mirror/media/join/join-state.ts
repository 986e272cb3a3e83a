import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Hex } from '../../../core/digest.ts';
import { FileExistsError, InvalidFileError } from '../../../core/errors.ts';
import { writeFileAtomic } from '../../../store/place/atomic-write.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { namesIfThere, readTextIfThere } from '../../../store/read/if-there.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { MIRROR_FILE, WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import { LARGEST_MEDIUM_FILE, mediumFolder, mediumNumber } from '../format/media-layout.ts';
import { parseMedium, type MediumContents } from '../format/media-schema.ts';
import type { Medium } from './find-media.ts';

const JOIN_FOLDER = 'join';
const SET_FILE = 'set';
const JSON_ENDING = '.json';
/** The mutex that makes runs take turns. */
const LOCK = 'join.lock';

/** A file that another run creates for a moment, to find out whether it can write. */
const PROBE = /^\..+\.[0-9a-f]{8}\.part$/;

/**
 * Reports what is in the place for a joined mirror: nothing, an unfinished join, or a mirror. Throws {@link FileExistsError} for
 * anything else, and for a mirror that another command is making.
 */
export async function lookAtJoin(output: string): Promise<'nothing' | 'begun' | 'mirror'> {
  const names = (await namesIfThere(output)).filter((name) => !PROBE.test(name));
  if (names.length === 0) return 'nothing';
  if (names.includes(MIRROR_FILE)) return 'mirror';
  const work = await namesIfThere(join(output, WORK_FOLDER));
  const isBegun = work.includes(JOIN_FOLDER) || names.length === 1;
  if (names.includes(WORK_FOLDER) && work.every(isOwn) && isBegun) return 'begun';
  throw new FileExistsError(`${output} is not empty, and no join was started in it`, {
    hint: 'Name a folder that is new or empty with --output.',
  });
}

function isOwn(name: string): boolean {
  return name === JOIN_FOLDER || name.startsWith(LOCK);
}

/** What a join has done so far, kept in the work folder so that the next run can continue. */
export class JoinState {
  /** The folder for unfinished files. */
  readonly folder: string;
  readonly #work: string;
  readonly #records: string;

  constructor(output: string) {
    this.#work = join(output, WORK_FOLDER);
    this.folder = join(this.#work, JOIN_FOLDER);
    this.#records = join(this.folder, 'media');
  }

  /** The mutex that is held while a run works on the folder. */
  get lock(): string {
    return join(this.#work, LOCK);
  }

  /** Makes the folders. */
  async begin(): Promise<void> {
    await makeFolder(this.#records);
  }

  /** Records which set is joined here. Throws {@link InvalidFileError} if media of another set were joined here before. */
  async requireSet(id: Hex, output: string): Promise<void> {
    const file = join(this.folder, SET_FILE);
    const begun = await readTextIfThere(file);
    if (begun === undefined) return writeFileAtomic(file, `${id}\n`);
    if (begun === `${id}\n`) return undefined;
    throw new InvalidFileError(
      `${output} was begun with media of another set, ${begun.slice(0, 12)}, and these are of ${id.slice(0, 12)}`,
      { hint: 'Name media of that set, or another --output.' },
    );
  }

  /** Removes the files that a killed run was writing. */
  async removeDrafts(): Promise<void> {
    for (const name of await namesIfThere(this.folder)) {
      if (name.endsWith('.part') && name.startsWith('.')) await rm(join(this.folder, name));
    }
  }

  /** Records that a medium is completely copied. */
  async record({ contents, bytes }: Medium): Promise<void> {
    await writeFileAtomic(this.#recordPath(contents.number), bytes);
  }

  /** Forgets which media are copied, so that the next run checks every piece. */
  async forget(): Promise<void> {
    await rm(this.#records, { recursive: true, force: true });
    await this.begin();
  }

  /** Returns the contents of the media that are completely copied, by number. */
  async recorded(): Promise<Map<number, MediumContents>> {
    const media = new Map<number, MediumContents>();
    for (const name of await namesIfThere(this.#records)) {
      if (!name.endsWith(JSON_ENDING)) continue;
      const number = mediumNumber(name.slice(0, -JSON_ENDING.length));
      if (number === undefined) continue;
      const path = this.#recordPath(number);
      media.set(number, parseMedium(await readRegularFile(path, LARGEST_MEDIUM_FILE), path));
    }
    return media;
  }

  /** Reports whether a run was started here and did not finish. */
  async isBegun(): Promise<boolean> {
    return (await namesIfThere(this.#work)).some(isOwn);
  }

  /** Removes all traces once the mirror is whole, except for the mutex, which is still held. */
  async end(): Promise<void> {
    for (const name of await namesIfThere(this.#work)) {
      if (isOwn(name) && name !== LOCK) await rm(join(this.#work, name), { recursive: true });
    }
  }

  #recordPath(number: number): string {
    return join(this.#records, `${mediumFolder(number)}${JSON_ENDING}`);
  }
}
