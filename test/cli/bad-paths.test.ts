import { mkdir, symlink, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { vimHistory } from '../support/tap/vim-history.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const NOWHERE = ['--registry', 'http://127.0.0.1:1', '--offline'];
const VIM = ['resolve', 'vim', ...BIG_SUR, ...NOWHERE];

/** Each place where a command line takes a path to read. */
const READERS: readonly (readonly [string, (path: string) => readonly string[]])[] = [
  ['--brewfile', (path) => ['resolve', '--brewfile', path, ...BIG_SUR, ...NOWHERE]],
  ['--from-file', (path) => ['resolve', '--from-file', path, ...BIG_SUR, ...NOWHERE]],
  ['--tap-dir', (path) => [...VIM, '--history', 'git', '--tap-dir', path]],
  ['--atlas', (path) => [...VIM, '--history', 'atlas', '--atlas', path]],
  ['--ca-file', (path) => [...VIM, '--ca-file', path]],
  ['--api-data', (path) => [...VIM, '--api-data', path]],
  ['--trusted-root', (path) => ['verify', 'ok', '--trusted-root', path]],
  ['--against', (path) => ['verify', 'ok', '--against', path]],
  ['--for', (path) => ['plan', 'vim', '--for', path, ...NOWHERE]],
  ['--frozen', (path) => ['plan', '--frozen', '--lock', path, ...NOWHERE]],
  ['--lock', (path) => ['lock', 'vim', '--lock', path, ...BIG_SUR, ...NOWHERE]],
  ['verify', (path) => ['verify', path]],
  ['compare', (path) => ['compare', path, 'ok']],
  ['diff', (path) => ['diff', path, 'ok']],
  ['--update', (path) => ['bundle', 'vim', '--update', path, ...BIG_SUR, ...NOWHERE]],
  ['serve', (path) => ['serve', path]],
  ['push', (path) => ['push', path, 'http://127.0.0.1:1/x', '--insecure-registry', '127.0.0.1:1']],
  ['bundle --inspect', (path) => ['bundle', '--inspect', path]],
  ['atlas info', (path) => ['atlas', 'info', path]],
  ['atlas verify', (path) => ['atlas', 'verify', path]],
  ['atlas merge', (path) => ['atlas', 'merge', path, path, '-o', 'both.answers']],
  [
    'atlas push',
    (path) => ['atlas', 'push', path, '127.0.0.1:1/x:y', '--insecure-registry', '127.0.0.1:1'],
  ],
  ['atlas export', (path) => ['atlas', 'export', '-o', 'x.answers', '--tap-dir', path]],
];

/** What may be at such a path instead of what is expected. */
const KINDS = [
  'missing.x',
  'a-folder.x',
  'ok/below-a-file',
  'a-circle.x',
  'n'.repeat(300),
  'a-device.x',
  'an-empty.x',
];

const folder = once(async () => {
  const made = await tempFolder();
  await mkdir(made.at('a-folder.x'));
  await writeFile(made.at('ok'), 'nothing that brewpull reads');
  await writeFile(made.at('an-empty.x'), '');
  await symlink('a-circle.x', made.at('a-circle.x'));
  await symlink('/dev/null', made.at('a-device.x'));
  return made;
});

const CASES = READERS.flatMap(([name, argv]) => KINDS.map((kind) => [name, kind, argv] as const));

test.each(CASES)(
  '%s of %s: names the path and the reason, but no system error code',
  async (name, kind, argv) => {
    const { path: cwd } = folder();
    const { code, stderr } = await runCli(argv(kind), { cwd });

    expect(faultsOf({ code, stderr }, folder().at(kind)), `${name}: ${stderr}`).toStrictEqual([]);
  },
);

/** A registry with one bottle, and the history of its formula. */
const sources = once(async () => {
  const registry = await startRegistry();
  publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1',
    rebuild: 0,
    created: '2023-01-01T00:00:00Z',
    tags: ['big_sur'],
    fillerBytes: 2000,
  });
  const tap = await buildTap({ commits: vimHistory({}) });
  return {
    registry: registry.url.href,
    tap: tap.path,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await tap[Symbol.asyncDispose]();
    },
  };
});

/** Each place where a command line takes a path to write to. */
const WRITERS: readonly (readonly [string, (path: string) => readonly string[]])[] = [
  ['pull -o', (path) => ['pull', 'vim', ...BIG_SUR, '--history', 'registry', '-o', path]],
  ['bundle -o', (path) => ['bundle', 'vim', ...BIG_SUR, '--history', 'registry', '-o', path]],
  ['--receipt', (path) => ['pull', 'vim', ...BIG_SUR, '--history', 'registry', '--receipt', path]],
  [
    '--cache-dir',
    (path) => ['pull', 'vim', ...BIG_SUR, '--history', 'registry', '--cache-dir', path],
  ],
  ['lock', (path) => ['lock', 'vim', ...BIG_SUR, '--history', 'registry', '--lock', path]],
  ['history --html', (path) => ['history', 'vim', '--tap-dir', sources().tap, '--html', path]],
  [
    'coverage --html',
    (path) => ['coverage', ...BIG_SUR, '--tap-dir', sources().tap, '--html', path],
  ],
  ['atlas export', (path) => ['atlas', 'export', '--tap-dir', sources().tap, '-o', path]],
];

const BAD_TARGETS = ['ok/below-a-file', 'a-circle.x', 'n'.repeat(300), 'a-circle.x/inside'];

test.each(
  WRITERS.flatMap(([name, argv]) => BAD_TARGETS.map((kind) => [name, kind, argv] as const)),
)('%s to %s: names the path and the reason, but no system error code', async (name, kind, argv) => {
  const { path: cwd } = folder();
  const line = argv(kind);
  const registry = line.includes('registry') ? ['--registry', sources().registry] : [];
  const cache = line.includes('--cache-dir') ? [] : ['--cache-dir', folder().at('cache')];
  const { code, stderr } = await runCli([...line, ...registry, ...cache], { cwd });

  expect(faultsOf({ code, stderr }, folder().at(kind)), `${name}: ${stderr}`).toStrictEqual([]);
});

/** Lists what is wrong with a refusal of a path. */
function faultsOf(
  { code, stderr }: { readonly code: number; readonly stderr: string },
  path: string,
): string[] {
  const line = stderr.split('\n').find((each) => each.includes(path)) ?? '';
  const faults: readonly (readonly [boolean, string])[] = [
    [code === 0, 'it is done'],
    [stderr.includes('this is a bug'), 'it is called a bug'],
    [/\bE[A-Z]{4,}\b/.test(stderr), 'it has a code of the system'],
    [line.split(path).length > 2, 'it has the path twice'],
    [!/^next: \S/m.test(stderr), 'it has no next step'],
  ];
  return faults.filter(([isThere]) => isThere).map(([, fault]) => fault);
}
