import { createReadStream } from 'node:fs';

import { digestOf, hexOf, type Hex } from '../../../core/digest.ts';
import {
  DisagreementError,
  GitError,
  InvalidFileError,
  OfflineError,
  type SourceStatement,
} from '../../../core/errors.ts';
import { systemClock } from '../../../http/clock.ts';
import type { ReceiptConnection } from '../../../receipt/receipt.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { BrewOrigin } from './brew-origin.ts';
import { downloadArchive, readArchive } from './fetch-archive.ts';
import { fetchTreeByGit, findGitFault, type FetchedTree } from './fetch-by-git.ts';
import { makeSourceTree, treeOidOf, type SourceTree } from './source-tree.ts';
import { readSourceRecord, writeSourceRecord } from './source-record.ts';
import type { SourceRecord } from './source-record-schema.ts';
import { packTree, readTreeTar } from './tree-tar.ts';

/** What a release must be, and who says so. */
export interface ExpectedSource {
  /** For messages, e.g. `brewpull's table`. */
  readonly witness: string;
  readonly date: string;
  readonly commit: string;
  readonly tree: string;
  /** The sha256 of the packed tar, if known. */
  readonly sha256?: Hex | undefined;
}

/** What to obtain. */
export interface SourceRequest {
  readonly tag: string;
  readonly origin: BrewOrigin;
  /** Undefined for a release that only its own origin knows. */
  readonly expected: ExpectedSource | undefined;
}

/** All files of a release, verified and packed into the cache. */
export interface ObtainedSource extends SourceRecord {
  readonly files: SourceTree;
  /** Where the tar is in the cache. */
  readonly path: string;
  readonly sizeBytes: number;
  /** How this run got it. */
  readonly from: 'cache' | 'git' | 'archive';
  /** Undefined if nothing crossed a network. */
  readonly connection: ReceiptConnection | undefined;
}

/**
 * Obtains the files of a release: from the cache, with git if there is git, else as an archive. The git oid of the files is
 * computed, and must be the expected one or, if nothing is expected, the one that git names. Throws {@link DisagreementError}
 * with both values, {@link OfflineError}, and what fetching throws.
 */
export async function obtainSource(
  brewpull: Brewpull,
  request: SourceRequest,
): Promise<ObtainedSource> {
  const { tag, origin, expected } = request;
  const { offline } = brewpull.options;
  const isNetworkNeeded = origin.localPath === undefined;
  if (expected !== undefined || (offline && isNetworkNeeded)) {
    const cached = await findInCache(brewpull, request);
    if (cached !== undefined) return cached;
  }
  if (offline && isNetworkNeeded) {
    throw new OfflineError(`Homebrew ${tag} is not in the cache, and --offline fetches nothing`, {
      hint: 'Run this once without --offline, or name a clone with --brew-source.',
    });
  }
  const startedAt = new Date(systemClock.now()).toISOString();
  const { fetched, from } = await fetchTree(brewpull, request);
  const finishedAt = new Date(systemClock.now()).toISOString();
  const record = await keep(brewpull, { ...request, fetched });
  return {
    ...record,
    from,
    // Git does not say who sent it.
    connection: isNetworkNeeded
      ? (fetched.connection ?? { startedAt, finishedAt, proxy: brewpull.options.proxy })
      : undefined,
  };
}

async function fetchTree(
  brewpull: Brewpull,
  { tag, origin, expected }: SourceRequest,
): Promise<{ readonly fetched: FetchedTree; readonly from: 'git' | 'archive' }> {
  const { remote, archive, localPath } = origin;
  if (remote === undefined && localPath !== undefined) {
    return { fetched: await readArchive(brewpull, localPath, tag), from: 'archive' };
  }
  const fault = remote === undefined ? undefined : await findGitFault(brewpull);
  if (remote !== undefined && fault === undefined) {
    return { fetched: await fetchTreeByGit(brewpull, remote, tag), from: 'git' };
  }
  if (archive === undefined) throw fault ?? new Error('Internal error: an origin of nothing');
  if (expected === undefined) {
    throw new GitError(
      `Homebrew ${tag} is newer than brewpull's table, and an archive does not say which commit it is`,
      {
        cause: fault,
        hint: 'Install git, or leave --brew out.',
      },
    );
  }
  return { fetched: await downloadArchive(brewpull, archive(tag), tag), from: 'archive' };
}

/** Verifies what was fetched, and packs it into the cache. */
async function keep(
  brewpull: Brewpull,
  {
    tag,
    origin,
    expected,
    fetched: { tree: files, said },
  }: SourceRequest & { readonly fetched: FetchedTree },
): Promise<Omit<ObtainedSource, 'from' | 'connection'>> {
  const tree = treeOidOf(files);
  const { shown } = origin;
  const what = `the tree of Homebrew ${tag}`;
  if (said.tree !== undefined) {
    const own = { source: `what came from ${shown}`, value: tree };
    requireSame(what, { source: `the tag at ${shown}`, value: said.tree }, own);
  }
  if (expected !== undefined) {
    const { witness: source } = expected;
    requireSame(what, { source, value: expected.tree }, { source: shown, value: tree });
    // An archive says neither.
    for (const [name, value] of [
      ['commit', said.commit],
      ['date', said.date],
    ] as const) {
      if (value === undefined) continue;
      const own = { source: shown, value };
      requireSame(`the ${name} of Homebrew ${tag}`, { source, value: expected[name] }, own);
    }
  }
  const commit = expected?.commit ?? said.commit;
  const date = expected?.date ?? said.date;
  if (commit === undefined || date === undefined) {
    throw new InvalidFileError(`${shown} does not say which commit Homebrew ${tag} is`);
  }
  const tar = await packTree(files, brewpull.options.signal);
  const digest = await brewpull.store.putBytes(tar);
  const sha256 = hexOf(digest);
  if (expected?.sha256 !== undefined) {
    const { witness: source, sha256: value } = expected;
    requireSame(`the tar of Homebrew ${tag}`, { source, value }, { source: shown, value: sha256 });
  }
  const record = { tag, date, commit, tree, sha256 };
  await writeSourceRecord(brewpull, origin, record);
  return { ...record, files, path: brewpull.store.pathOf(digest), sizeBytes: tar.length };
}

async function findInCache(
  brewpull: Brewpull,
  { tag, origin, expected }: SourceRequest,
): Promise<ObtainedSource | undefined> {
  const record = await readSourceRecord(brewpull, { origin, tag, tree: expected?.tree });
  const sha256: Hex | undefined = record?.sha256;
  const found = sha256 === undefined ? undefined : await brewpull.store.find(digestOf(sha256));
  if (record === undefined || found === undefined) return undefined;
  const { signal } = brewpull.options;
  const what = `Homebrew ${tag} in the cache`;
  const tar = createReadStream(found.path, { highWaterMark: 1024 * 1024 });
  const files = makeSourceTree(await readTreeTar(tar, { what, hasRoot: false, signal }), what);
  // Anyone who can write to the cache could name another tar, and what is expected may not match what was fetched.
  const right = { ...record, ...expected, sha256: expected?.sha256 ?? record.sha256 };
  const isRight = (['date', 'commit', 'sha256'] as const).every(
    (key) => right[key] === record[key],
  );
  if (!isRight || treeOidOf(files) !== right.tree) return undefined;
  const { path, sizeBytes } = found;
  return {
    ...record,
    tag,
    files,
    path,
    sizeBytes,
    from: 'cache',
    connection: undefined,
  };
}

function requireSame(what: string, left: SourceStatement, right: SourceStatement): void {
  if (left.value === right.value) return;
  throw new DisagreementError(what, [left, right], {
    hint: 'Do not use it. Try another network or --brew-source.',
  });
}
