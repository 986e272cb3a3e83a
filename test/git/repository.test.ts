import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { GitError, HistoryError } from '../../src/core/errors.ts';
import { type BrewpullEvent } from '../../src/core/events.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { buildTap, runGit } from '../support/tap/build-tap.ts';

const COMMITS = [
  { subject: 'one', write: { 'Formula/a.rb': 'first\n' } },
  {
    subject: 'two',
    write: { 'Formula/a.rb': 'second\n' },
    link: { 'Aliases/b': '../Formula/a.rb' },
  },
];

function open(
  path: string,
  environment: Record<string, string | undefined> = process.env,
): Promise<Repository> {
  return openRepository(path, { environment });
}

/** A folder that is removed at the end. */
async function scratch(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'brewpull-git-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test.each([
  { what: 'a bare repository', bare: true, below: '', isBare: true },
  { what: 'a work tree', bare: false, below: '', isBare: false },
  { what: 'the .git folder of one', bare: false, below: '.git', isBare: false },
])('opens $what', async ({ bare, below, isBare }) => {
  await using tap = await buildTap({ commits: COMMITS, bare });

  await using repository = await open(join(tap.path, below));

  expect(repository.isBare).toBe(isBare);
  expect(await repository.findCommit('HEAD')).toBe(tap.head);
});

test('opens a linked work tree', async () => {
  await using tap = await buildTap({ commits: COMMITS, bare: false });
  await using folder = await scratch();
  const path = join(folder.path, 'linked');
  await runGit(tap.path, ['worktree', 'add', '--quiet', '--detach', path, tap.oid('one')]);

  await using repository = await open(path);

  expect(await repository.findCommit('HEAD')).toBe(tap.oid('one'));
});

test('reads blobs and trees with their links, and reports what is missing', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using repository = await open(tap.path);

  const [aliases, nothing, file] = await Promise.all([
    repository.listTree(`${tap.head}:Aliases`),
    repository.listTree(`${tap.head}:Casks`),
    repository.read(`${tap.oid('one')}:Formula/a.rb`),
  ]);

  expect(aliases).toMatchObject([{ name: 'b', kind: 'link' }]);
  expect(nothing).toBeUndefined();
  expect(file.status === 'found' && Buffer.from(file.bytes).toString()).toBe('first\n');
  expect(await repository.read('HEAD:Formula/a.rb\nHEAD')).toEqual({ status: 'missing' });
});

test('answers many questions at once in order, and skips what is too large', async () => {
  const write = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`f/${index}`, `${index}\n`.repeat(index * 50)]),
  );
  await using tap = await buildTap({
    commits: [{ subject: 'many', write: { ...write, large: Buffer.alloc(4 * 1024 * 1024 + 1) } }],
  });
  await using repository = await open(tap.path);

  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const name = index === 100 ? 'large' : `f/${index}`;
      return repository.read(`${tap.head}:${name}`);
    }),
  );

  const said = answers.map((answer) =>
    answer.status === 'found' ? Buffer.from(answer.bytes).toString() : answer.status,
  );
  expect(said).toEqual(
    said.map((_, index) => (index === 100 ? 'too-large' : `${index}\n`.repeat(index * 50))),
  );
});

test('variables left over from a hook do not mislead git', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  const astray = { GIT_DIR: '/nowhere', GIT_WORK_TREE: '/nowhere', GIT_INDEX_FILE: 'x' };

  await using repository = await open(tap.path, { ...process.env, ...astray });

  expect(await repository.findCommit('HEAD')).toBe(tap.head);
});

test('replaced and grafted commits are read as they were committed, and grafts are reported', async () => {
  await using tap = await buildTap({
    commits: [...COMMITS, { subject: 'three', remove: ['Formula/a.rb'] }],
  });
  await runGit(tap.path, ['replace', tap.oid('two'), tap.oid('one')]);
  await writeFile(join(tap.path, 'info/grafts'), `${tap.head}\n`);
  const events: BrewpullEvent[] = [];

  await using repository = await openRepository(tap.path, {
    environment: process.env,
    onEvent: (event) => events.push(event),
  });
  const subjects: string[] = [];
  for await (const { commit } of repository.log({ from: tap.head })) subjects.push(commit.subject);

  expect(subjects).toEqual(['three', 'two', 'one']);
  expect(events).toMatchObject([{ type: 'warning', message: /grafts/ }]);
});

test('a folder inside a repository is not taken for the repository', async () => {
  await using tap = await buildTap({ commits: COMMITS, bare: false });
  const inside = join(tap.path, 'Formula');

  const opening = open(inside);

  await expect(opening).rejects.toThrow(`${inside} is not a git repository`);
  await expect(opening).rejects.toBeInstanceOf(HistoryError);
});

test('a path that is not a folder is reported', async () => {
  await using folder = await scratch();
  await writeFile(join(folder.path, 'file'), '');

  await expect(open(join(folder.path, 'none'))).rejects.toThrow(/no such folder: .*none/);
  await expect(open(join(folder.path, 'file'))).rejects.toThrow(/not a git repository/);
});

test('a shallow clone is refused, with the command that helps', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using folder = await scratch();
  const path = join(folder.path, 'shallow');
  await runGit(folder.path, [
    'clone',
    '--quiet',
    '--bare',
    '--depth=1',
    `file://${tap.path}`,
    path,
  ]);

  await expect(open(path)).rejects.toMatchObject({
    code: 'HISTORY',
    message: `${path} is a shallow clone: its history is cut off`,
    hint: `Run git -C ${path} fetch --unshallow, or use --history registry.`,
  });
});

test('a partial clone is neither filled nor guessed at', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await runGit(tap.path, ['config', 'uploadpack.allowFilter', 'true']);
  await using folder = await scratch();
  const path = join(folder.path, 'partial');
  const clone = ['clone', '--quiet', '--bare', '--filter=blob:none', `file://${tap.path}`, path];
  await runGit(folder.path, clone);
  const before = await runGit(path, ['count-objects', '-v']);

  await using repository = await open(path);
  const tree = await repository.listTree(`${tap.head}:Formula`);
  const reading = repository.readObject(tree?.[0]?.oid ?? '');

  expect(repository.isPartial).toBe(true);
  await expect(reading).rejects.toMatchObject({ code: 'HISTORY', message: /partial clone/ });
  expect(await runGit(path, ['count-objects', '-v'])).toBe(before);
});

test('a damaged repository is reported as damaged', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  const one = tap.oid('one');
  await rm(join(tap.path, 'objects', one.slice(0, 2), one.slice(2)));
  await using repository = await open(tap.path);

  const walk = async (): Promise<void> => {
    for await (const entry of repository.log({ from: tap.head }))
      expect(entry.commit.oid).toBe(tap.head);
  };

  await expect(walk()).rejects.toMatchObject({ code: 'HISTORY', message: /damaged/, hint: /fsck/ });
});

test('without git, the error names the way that works without it', async () => {
  await using tap = await buildTap({ commits: COMMITS });

  const opening = open(tap.path, { PATH: '/nonexistent' });

  await expect(opening).rejects.toBeInstanceOf(GitError);
  await expect(opening).rejects.toMatchObject({
    message: 'git is not installed, or not in PATH',
    hint: 'The registry route works without git: use --history registry.',
  });
});

test('a git that this user may not run is not reported as missing', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using folder = await scratch();
  await writeFile(join(folder.path, 'git'), '#!/bin/sh\n', { mode: 0o644 });

  await expect(open(tap.path, { PATH: folder.path })).rejects.toMatchObject({
    code: 'GIT',
    message: `git cannot be run in ${tap.path}: this user has no permission`,
  });
});

test('a git that is too old is reported with its version', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using folder = await scratch();
  const git = '#!/bin/sh\necho "git version 2.17.1"\n';
  await writeFile(join(folder.path, 'git'), git, { mode: 0o755 });

  const opening = open(tap.path, { PATH: `${folder.path}:/bin:/usr/bin` });

  await expect(opening).rejects.toThrow('git 2.17.1 is too old: brewpull needs 2.22.0 or newer');
});

test('a repository of another user is not read, and the error says how to trust it', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  // What git's own tests use to make every folder look like someone else's.
  await using folder = await scratch();
  const path = join(folder.path, 'git');
  const real = (await runGit(tap.path, ['--exec-path'])).trim();
  await writeFile(
    path,
    `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 PATH=${real}:$PATH exec ${real}/git "$@"\n`,
    { mode: 0o755 },
  );

  const opening = open(tap.path, { ...process.env, PATH: `${folder.path}:/bin:/usr/bin` });

  await expect(opening).rejects.toMatchObject({
    code: 'GIT',
    message: /belongs to another user/,
    hint: `If you trust it, run: git config --global --add safe.directory ${tap.path}`,
  });
});

test('a path through a symbolic link and with odd characters works', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using folder = await scratch();
  const path = join(folder.path, "it's a “tap”");
  await symlink(tap.path, path);

  await using repository = await open(path);

  expect(await repository.findCommit('HEAD')).toBe(tap.head);
});
