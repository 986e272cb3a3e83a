import { expect, test } from 'vitest';

import { COMMANDS } from '../../src/cli/commands/all.ts';
import { widthOf } from '../../src/cli/render/width.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
/** Unknown names, a target without a bottle, incomplete results, too few networks: these print text too. */
const FAILING: readonly string[] = [
  'resolve vmi',
  'resolve vim --macos 10.4',
  'history vim --all --no',
  'plan',
  'lock vim',
  'bundle vim',
  'compare',
];
const BOTTLE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
/** A terminal that cannot move its cursor, so that all output is lines. */
const DUMB = { TERM: 'dumb', NO_COLOR: '1' };

const world = once(startVimWorld);

/** Command lines that print text, in an order in which each finds what it needs. */
const LINES: readonly (readonly string[])[] = [
  ['resolve', 'vim', ...BIG_SUR],
  ['resolve', 'vim', '--target', 'big_sur', '--target', 'ventura'],
  ['resolve', 'vmi', ...BIG_SUR],
  ['resolve', 'vim', '--macos', '10.4', '--arch', 'amd64'],
  ['history', 'vim'],
  ['history', 'vim', '--all', '--no-such-option'],
  ['history', 'vim', '--explain', ...BIG_SUR],
  ['plan', 'vim', ...BIG_SUR],
  ['pull', 'vim', ...BIG_SUR, '--dry-run'],
  ['pull', 'vim', ...BIG_SUR, '--receipt', 'one.json', '--network-label', 'home'],
  ['pull', 'vim', ...BIG_SUR, '--receipt', 'two.json', '--network-label', 'tor'],
  ['lock', 'vim', ...BIG_SUR],
  ['bundle', 'vim', ...BIG_SUR, '-o', 'b.tar'],
];
/** Command lines without a tap or a registry. */
const LOCAL: readonly (readonly string[])[] = [
  ['bundle', '--inspect', 'b.tar'],
  ['verify', BOTTLE],
  ['verify', 'b.tar', '--explain'],
  ['compare', 'one.json', 'two.json'],
  ['diff', 'b.tar', 'b.tar'],
  ['doctor', '--offline'],
  ['cache'],
  ['cache', 'clean', '--dry-run'],
  ['help'],
  ['--help', '--all'],
  ...COMMANDS.map(({ name }) => [name, '--help']),
];

async function runAll(home: CliHome, how: Partial<CliWorld>): Promise<Map<string, CliResult>> {
  const results = new Map<string, CliResult>();
  for (const line of LINES) results.set(line.join(' '), await home.run(line, how));
  const { tap, registry } = world();
  const more = [
    ['coverage', ...BIG_SUR, '--tap-dir', tap.path, '--cache-dir', home.cache],
    ['coverage', ...BIG_SUR, '--all', '--tap-dir', tap.path, '--cache-dir', home.cache],
    ['atlas', 'export', '-o', 'core.answers', '--tap-dir', tap.path],
    ['atlas', 'info', 'core.answers'],
    ['atlas', 'info', 'core.answers', 'vim'],
    ['push', 'b.tar', registry.url.href, '--dry-run'],
    ['atlas', 'verify', 'core.answers', '--tap-dir', tap.path],
  ];
  for (const line of [...LOCAL, ...more]) {
    results.set(line.join(' '), await runCli(line, { cwd: home.work, ...how }));
  }
  const failed = [...results].filter(
    ([line, { code }]) => code !== 0 && !FAILING.some((start) => line.startsWith(start)),
  );
  expect(failed).toEqual([]);
  return results;
}

/** The line about a file that was placed: its name is one piece, and its size belongs to it. */
const PLACED = /^(?:✓|ok) \S+\.tar\.gz \(/;

/** Whether a line stays in one piece to be copied: a path, digest, address or command, or one that continues below. */
function isWhole(line: string): boolean {
  return (
    !line.trim().includes(' ') ||
    line.endsWith(' \\') ||
    /\b(?:brewpull|bash|sh|brew|git) [a-z./<-]/.test(line)
  );
}

test.each([40, 60, 80, 200])(
  'on a terminal of %i columns no line is wider, except what is copied',
  async (columns) => {
    await using home = await cliHome(world());
    const results = await runAll(home, { isTTY: true, columns, env: DUMB });
    const wide = [...results].flatMap(([line, { stdout, stderr }]) =>
      `${stdout}${stderr}`
        .split('\n')
        .filter((text) => widthOf(text) > columns && !isWhole(text) && !PLACED.test(text))
        .map((text) => `${line}: ${text}`),
    );

    expect(wide).toEqual([]);
  },
  120_000,
);

test.each([true, false])(
  'with LANG=C the output is only ASCII, and a dumb terminal gets no escapes (terminal: %s)',
  async (isTTY) => {
    await using home = await cliHome(world());
    const results = await runAll(home, { isTTY, columns: 80, env: { ...DUMB, LANG: 'C' } });
    const odd = [...results].flatMap(([line, { stdout, stderr }]) =>
      `${stdout}${stderr}`
        .split('\n')
        .filter((text) => !/^[ -~]*$/.test(text))
        .map((text) => `${line}: ${text}`),
    );

    expect(odd).toEqual([]);
  },
  120_000,
);
