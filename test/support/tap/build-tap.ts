import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fastImportStream, type TapCommit } from './fast-import.ts';

/** A git repository made for a test; disposing of it removes it. */
export interface Tap extends AsyncDisposable {
  readonly path: string;
  /** The oid of the last commit. */
  readonly head: string;
  /** Returns the oid of a commit by its id, or by its subject if it has none. */
  oid(id: string): string;
}

/** Builds a tap through `git fast-import`, in a few milliseconds; the oids are the same on every run. */
export async function buildTap(options: {
  readonly commits: readonly TapCommit[];
  /** By default true. Otherwise the files of the last commit are checked out. */
  readonly bare?: boolean;
  readonly branch?: string;
  /** By default a temporary folder. */
  readonly directory?: string;
}): Promise<Tap> {
  const { commits, bare = true, branch = 'main' } = options;
  const path = options.directory ?? (await mkdtemp(join(tmpdir(), 'brewpull-tap-')));
  await mkdir(path, { recursive: true });
  await runGit(path, [
    'init',
    '--quiet',
    `--initial-branch=${branch}`,
    ...(bare ? ['--bare'] : []),
  ]);
  const oids = new Map<string, string>();
  if (commits.length > 0) {
    const marks = join(path, bare ? 'marks' : '.git/marks');
    const stream = fastImportStream(commits, branch);
    await runGit(
      path,
      ['fast-import', '--quiet', '--force', '--done', `--export-marks=${marks}`],
      stream,
    );
    for (const line of (await readFile(marks, 'utf8')).trim().split('\n')) {
      const [mark = '', oid = ''] = line.split(' ');
      const commit = commits[Number(mark.slice(1)) - 1];
      if (commit !== undefined) oids.set(commit.id ?? commit.subject, oid);
    }
    if (!bare) await runGit(path, ['checkout', '--quiet', '--force', branch]);
  }
  const oid = (id: string): string => {
    const found = oids.get(id);
    if (found === undefined) throw new Error(`this tap has no commit called ${JSON.stringify(id)}`);
    return found;
  };
  const last = commits.at(-1);
  return {
    path,
    head: last === undefined ? '' : oid(last.id ?? last.subject),
    oid,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Runs git in a folder without any configuration of the machine, and returns what it prints. Throws if it fails. */
export async function runGit(
  directory: string,
  args: readonly string[],
  input: Uint8Array | string = '',
): Promise<string> {
  const child = spawn('git', args, {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 'test@example.org',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 'test@example.org',
    },
  });
  let [output, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [exitCode]: unknown[] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')} failed: ${complaint}`);
  return output;
}
