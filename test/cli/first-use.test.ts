import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startNewcomerWorld } from '../support/world/newcomer-world.ts';

const world = once(startNewcomerWorld);

/** A line as it was typed by people who had never used brewpull, and what it answers. */
interface Row {
  readonly typed: string;
  readonly code: number;
  /** The first line on standard error, where there is one. */
  readonly said?: string;
  /** The first line on standard error that names a next step. */
  readonly next?: string;
  /** The first line on standard output, where there is one. */
  readonly printed?: string;
}

const MAC = '--macos 11 --arch amd64';
/** What a pull says besides the path. */
const PULLED =
  'On the Mac, in the folder with these files and offline-brew.sh, which brewpull offline-brew prints:';

const ROWS: readonly Row[] = [
  {
    typed: `VIM ${MAC}`,
    code: 0,
    said: 'note: VIM is read as vim: formulae have names in lower case',
    printed: 'vim--9.0.1900.big_sur.bottle.tar.gz',
  },
  {
    typed: `vin ${MAC}`,
    code: 1,
    said: 'brewpull: no formula named vin in REGISTRY/homebrew/core',
    next: 'next: Did you mean vim?',
  },
  {
    typed: `python ${MAC}`,
    code: 0,
    said: PULLED,
    printed: 'python@3.11--3.11.5.big_sur.bottle.tar.gz',
  },
  {
    typed: `python3 ${MAC}`,
    code: 0,
    said: PULLED,
    printed: 'python@3.11--3.11.5.big_sur.bottle.tar.gz',
  },
  {
    typed: `firefox ${MAC}`,
    code: 1,
    said: 'brewpull: firefox is a cask of homebrew/cask, not a formula; casks are apps and fonts, and brewpull fetches formulae',
    next: 'next: Download it from its maker, or with brew fetch --cask firefox; brewpull makes no bundle of apps.',
  },
  {
    typed: `./vim--9.0.1900.big_sur.bottle.tar.gz ${MAC}`,
    code: 2,
    said: 'brewpull: "./vim--9.0.1900.big_sur.bottle.tar.gz" is the file of a bottle, not the name of a formula',
    next: 'next: To check a file that is there, run brewpull verify ./vim--9.0.1900.big_sur.bottle.tar.gz; to download one, write the name alone: vim.',
  },
  {
    typed: `https://ghcr.io/v2/homebrew/core/vim ${MAC}`,
    code: 2,
    said: 'brewpull: "https://ghcr.io/v2/homebrew/core/vim" is not the name of a formula',
    next: 'next: Write the name alone: vim.',
  },
  {
    typed: 'vim --target bigsur',
    code: 2,
    said: 'brewpull: --target bigsur is not a bottle tag that names one system',
    next: 'next: Did you mean --target big_sur (Intel) or --target arm64_big_sur (Apple silicon)?',
  },
  {
    typed: 'vim --target big_sur,monterey',
    code: 2,
    said: 'brewpull: --target big_sur,monterey is not a bottle tag that names one system',
    next: 'next: Repeat it: --target big_sur --target monterey.',
  },
  {
    typed: `bundle --brewfile cask.Brewfile ${MAC}`,
    code: 2,
    said: 'skipped: cask.Brewfile:1: cask "firefox": cask is not a formula',
    next: 'next: Name formulae on the command line or in the file: one a line, in a Brewfile as brew "vim".',
  },
  {
    typed: `bundle --brewfile empty.Brewfile ${MAC}`,
    code: 2,
    said: 'brewpull: empty.Brewfile names no formula',
    next: 'next: Name formulae on the command line or in the file: one a line, in a Brewfile as brew "vim".',
  },
];

test.each(ROWS)('brewpull $typed', async ({ typed, code, said = '', next, printed = '' }) => {
  await using home = await cliHome(world().sources);
  await writeFile(home.at('work/cask.Brewfile'), 'cask "firefox"\ncask "iterm2"\n');
  await writeFile(home.at('work/empty.Brewfile'), '');

  const result = await home.run(typed.split(' '));
  const lines = result.stderr.replaceAll(/127\.0\.0\.1:\d+/g, 'REGISTRY').split('\n');

  expect({ code: result.code, said: lines[0] ?? '' }).toEqual({ code, said });
  expect(lines.find((line) => line.startsWith('next: '))).toBe(next);
  expect(result.stdout.split('\n')[0]?.split('/').at(-1)).toBe(printed);
});
