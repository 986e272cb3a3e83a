import { throwIfAborted } from '../../core/abort.ts';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { InvalidFileError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { Repository } from '../../git/repository.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { withMutex } from '../../store/mutex/mutex.ts';
import { explainStoreFailure } from '../../store/store-failure.ts';
import { listNewestFiles } from '../git/find-newest.ts';
import { findStart } from '../git/start.ts';
import { type FormulaFile, notATap, readTapFiles } from '../tap/tap-files.ts';
import { readTapNames, type TapNames } from '../tap/tap-names.ts';
import { SpillFile } from './pass/spill-file.ts';
import { AtlasFile } from './file/atlas-file.ts';
import { AtlasWriter } from './file/atlas-writer.ts';
import { collectLines } from './pass/collect-lines.ts';
import type { AtlasHeader } from './file/layout.ts';
import { readTapRecord } from './read-tap-record.ts';
import { parseTapRecord, type TapRecord } from './file/tap-record.ts';
import { writeAnswers } from './write-answers.ts';
import { openDraft, writeLines } from './write-atlas.ts';
import type { AtlasRequest } from './atlas-request.ts';

/** What was done to an atlas. */
export interface AtlasUpdate {
  /**
   * `current`: there was nothing to do; `continued`: only newer commits were read; `built`: there was none, or it was damaged,
   * or it could not be continued, e.g. because history was rewritten.
   */
  readonly how: 'current' | 'continued' | 'built';
  readonly head: string;
  /** How many commits were read this time. */
  readonly commits: number;
}

interface Older {
  readonly file: AtlasFile;
  readonly tap: TapRecord;
}

/**
 * Builds, continues or rebuilds the atlas at a path. Readers find the old one until the new one is whole; two writers take
 * turns. Takes about 100 MB of memory per 500,000 commits. Throws HistoryError, GitError, StoreError, AbortedError.
 */
export async function updateAtlas(asked: AtlasRequest, path: string): Promise<AtlasUpdate> {
  try {
    await makeFolder(dirname(path));
  } catch (error) {
    throw explainStoreFailure('write', path, error);
  }
  return withMutex(
    `${path}.lock`,
    { signal: asked.signal, onEvent: asked.onEvent },
    async ({ signal }) => {
      const request = { ...asked, signal };
      await removeLeftovers(path);
      const head = await findStart(request.repository, { head: request.head });
      const older = openOlder(request, path);
      try {
        if (older?.file.header.head === head && older.tap.tap === request.tap) {
          await older.file.verify(signal);
          return { how: 'current', head, commits: 0 };
        }
        return await write(request, path, { head, candidate: older });
      } catch (error) {
        // Damage may show only now, when all of the old atlas was read.
        sayDamage(error, request.onEvent);
        return await write(request, path, { head, candidate: undefined });
      } finally {
        older?.file.close();
      }
    },
  );
}

async function write(
  request: AtlasRequest,
  path: string,
  { head, candidate }: { readonly head: string; readonly candidate: Older | undefined },
): Promise<AtlasUpdate> {
  const { repository, signal, onEvent } = request;
  const names = await readTapNames(repository, head, onEvent);
  const canContinue =
    candidate?.tap.hasRenames === names.hasRenames &&
    candidate.tap.tap === request.tap &&
    // What a branch did to a path may leave no trace in the line that it was merged into.
    (await repository.isOnMainLine(candidate.file.header.head, head));
  const older = canContinue ? candidate : undefined;
  const writer = new AtlasWriter(path);
  try {
    const { header, tap, touched, commits } = await writeHistory(request, writer, {
      path,
      head,
      names,
      older,
    });
    const draft = openDraft(writer);
    try {
      const answers = await writeAnswers(writer, { request, head, draft, tap, older, touched });
      writer.header({ ...header, sections: { ...header.sections, ...answers } });
    } finally {
      draft.close();
    }
    throwIfAborted(signal);
    writer.publish();
    return { how: older === undefined ? 'built' : 'continued', head, commits };
  } finally {
    writer.discard();
  }
}

interface WrittenHistory {
  readonly header: AtlasHeader;
  readonly tap: TapRecord;
  /** Names with new changes. */
  readonly touched: ReadonlySet<string>;
  readonly commits: number;
}

/** Reads what the older atlas lacks, and writes the first half of the new one. */
async function writeHistory(
  { tap: name, repository, reader, signal, onEvent }: AtlasRequest,
  writer: AtlasWriter,
  question: {
    readonly path: string;
    readonly head: string;
    readonly names: TapNames;
    readonly older: Older | undefined;
  },
): Promise<WrittenHistory> {
  const { path, head, names, older } = question;
  const { isSharded } = await readTapFiles(repository, head);
  const files = await listNewestFiles(repository, { head, signal });
  const since = older?.file.header.head;
  const arena = new SpillFile(path);
  try {
    const pass = {
      tap: name,
      repository,
      reader,
      head,
      files,
      names,
      since,
      arena,
      signal,
      onEvent,
    };
    const collected = await collectLines(pass);
    if (older === undefined && collected.lines.size === 0) throw notATap(repository);
    const commits = collected.commits.count;
    const newestSeq = (older?.file.header.commits ?? 0) + commits - 1;
    const found = { repository, head, names, isSharded, collected, newestSeq, signal };
    const tap = await readTapRecord({ ...found, tap: name, older: older?.tap });
    const { header, touched } = await writeLines(writer, {
      head,
      files: files.values(),
      changed: await listChanged(repository, files, { head: since, signal }),
      collected,
      tap,
      older: older?.file,
      signal,
    });
    return { header, tap, touched, commits };
  } finally {
    arena.close();
  }
}

/** Lists the paths that changed since the head of an older atlas; none without one. */
async function listChanged(
  repository: Repository,
  files: ReadonlyMap<string, FormulaFile>,
  { head, signal }: { readonly head: string | undefined; readonly signal: AbortSignal | undefined },
): Promise<ReadonlySet<string>> {
  if (head === undefined) return new Set();
  const [before, after] = [
    byPath(await listNewestFiles(repository, { head, signal })),
    byPath(files),
  ];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return new Set([...paths].filter((path) => before.get(path) !== after.get(path)));
}

function byPath(files: ReadonlyMap<string, FormulaFile>): Map<string, string> {
  return new Map([...files.values()].map(({ path, oid }) => [path, oid]));
}

/** Opens the atlas of the last run; if it is damaged or of another format, warns and returns undefined. */
function openOlder({ onEvent }: AtlasRequest, path: string): Older | undefined {
  let file: AtlasFile | undefined;
  try {
    file = AtlasFile.open(path);
    if (file === undefined) return undefined;
    return { file, tap: parseTapRecord(file.section(file.header.sections.tap)) };
  } catch (error) {
    file?.close();
    sayDamage(error, onEvent);
    return undefined;
  }
}

function sayDamage(error: unknown, onEvent: EventSink | undefined): void {
  if (!(error instanceof InvalidFileError)) throw error;
  onEvent?.({ type: 'warning', message: `${error.message}; rebuilding it` });
}

/** Removes drafts of runs that were killed; the mutex ensures that no other run is at work. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && name.endsWith('.part')) await rm(join(folder, name));
  }
}
