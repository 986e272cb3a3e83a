import { chmod, mkdir, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { once } from '../support/once.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const NOWHERE = ['--registry', 'http://127.0.0.1:1', '--offline'];
const PULL = ['pull', 'vim', ...BIG_SUR, ...NOWHERE];
const VIM = PULL.with(0, 'resolve');
const THERE = '127.0.0.1:1';

/** A command line that takes a path, and the exit code for an empty file or one of another kind. */
type Reader = readonly [
  name: string,
  argv: (path: string) => readonly string[],
  contents: 2 | 4,
  takes?: 'folder' | 'pipe' | 'clone',
];

const READERS: readonly Reader[] = [
  // Lists are text: what is in them is part of what was typed.
  ['--brewfile', (path) => [...VIM.toSpliced(1, 1), '--brewfile', path], 2, 'pipe'],
  ['--from-file', (path) => [...VIM.toSpliced(1, 1), '--from-file', path], 2, 'pipe'],
  ['--ca-file', (path) => [...VIM, '--ca-file', path], 2],
  ['sync --ca-file', (path) => ['sync', '--ca-file', path, '--offline'], 2],
  ['doctor --ca-file', (path) => ['doctor', '--ca-file', path, '--offline'], 2],
  ['--tap-dir', (path) => [...VIM, '--tap-dir', path], 2, 'clone'],
  ['coverage --tap-dir', (path) => ['coverage', ...BIG_SUR, '--tap-dir', path], 2, 'clone'],
  ['history --tap-dir', (path) => ['history', 'vim', '--tap-dir', path], 2, 'clone'],
  ['atlas export', (path) => ['atlas', 'export', '-o', 'x', '--tap-dir', path], 2, 'clone'],
  // Nothing that brewpull writes begins like that: there is nothing to verify.
  ['verify', (path) => ['verify', path], 2],
  // The file does not have what it must have: it may be damaged.
  ['--api-data', (path) => [...VIM, '--api-data', path], 4],
  ['--trusted-root', (path) => [...PULL, '--provenance', '--trusted-root', path], 4],
  ['--against', (path) => ['verify', 'ok', '--against', path], 4],
  ['--for', (path) => ['plan', 'vim', '--for', path, ...NOWHERE], 4],
  ['--frozen', (path) => ['plan', '--frozen', '--lock', path, ...NOWHERE], 4],
  ['compare', (path) => ['compare', path, 'ok'], 4],
  ['diff', (path) => ['diff', path, 'ok'], 2],
  ['--update', (path) => ['bundle', 'vim', ...BIG_SUR, '--update', path], 4, 'folder'],
  ['serve', (path) => ['serve', path], 4, 'folder'],
  [
    'push',
    (path) => ['push', path, `http://${THERE}/x`, '--insecure-registry', THERE],
    4,
    'folder',
  ],
  ['bundle --inspect', (path) => ['bundle', '--inspect', path], 4, 'folder'],
  ['--atlas', (path) => [...VIM, '--atlas', path], 4],
  ['--history atlas', (path) => [...VIM, '--history', 'atlas', '--atlas', path], 4],
  ['coverage --atlas', (path) => ['coverage', ...BIG_SUR, '--atlas', path], 4],
  ['history --atlas', (path) => ['history', 'vim', '--atlas', path], 4],
  ['doctor --atlas', (path) => ['doctor', '--atlas', path, '--offline'], 4],
  ['atlas info', (path) => ['atlas', 'info', path], 4],
  ['atlas info --atlas', (path) => ['atlas', 'info', '--atlas', path], 4],
  ['atlas verify', (path) => ['atlas', 'verify', path], 4],
  ['atlas merge', (path) => ['atlas', 'merge', path, path], 4],
  [
    'atlas push',
    (path) => ['atlas', 'push', path, `${THERE}/x:y`, '--insecure-registry', THERE],
    4,
  ],
  ['atlas fetch', (path) => ['atlas', 'fetch', path], 4],
];

const folder = once(async () => {
  const made = await tempFolder();
  await mkdir(made.at('folder.answers'));
  await writeFile(made.at('ok'), 'nothing that brewpull reads');
  await writeFile(made.at('other.answers'), 'nothing that brewpull reads');
  await writeFile(made.at('empty.answers'), '');
  await writeFile(made.at('unreadable.answers'), '');
  await chmod(made.at('unreadable.answers'), 0);
  execFileSync('mkfifo', [made.at('pipe.answers')]);
  return made;
});

/** What is at the path, and the exit code for it. */
function placesFor([, , contents, takes]: Reader): readonly (readonly [string, number])[] {
  // A folder that is not a clone or a bundle may be a damaged one.
  const asFolder = takes === 'clone' ? 1 : takes === 'folder' ? 4 : 2;
  return [
    ['missing', 2],
    ['folder', asFolder],
    // A pipe without a writer would be waited for.
    ...(takes === 'pipe' ? [] : [['pipe', 2] as const]),
    // Root may read everything.
    ...(process.getuid?.() === 0 || takes === 'clone' ? [] : [['unreadable', 2] as const]),
    ['empty', contents],
    ['other', contents],
  ];
}

const CASES = READERS.flatMap((reader) =>
  placesFor(reader).map(([kind, code]) => [reader[0], kind, code, reader[1]] as const),
);

test.each(CASES)('%s refuses a path that is %s: exit %i', async (_name, kind, code, argv) => {
  const path = folder().at(`${kind}.answers`);
  const result = await runCli(argv(path), { cwd: folder().path });

  expect(result, result.stderr).toMatchObject({ code });
  expect(result.stderr + result.stdout).toContain(`${kind}.answers`);
  expect(result.stderr + result.stdout).toMatch(/next: \S/);
});
