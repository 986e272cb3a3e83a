import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { TOOL } from '../../src/core/tool.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startNewcomerWorld } from '../support/world/newcomer-world.ts';

const world = once(startNewcomerWorld);

/** How many lines were answered badly when they were first tried. */
const BAD_LINES = 38;

/** A line typed by people who had never used brewpull, and what it answers. */
interface Row {
  readonly typed: string;
  readonly code: number;
  /** The first line on standard error, if there is one. */
  readonly said?: string;
  /** The first line on standard error that names a next step. */
  readonly next?: string;
  /** The first line on standard output, if there is one. */
  readonly printed?: string;
}

const MAC = '--macos 11 --arch amd64';
const PULLED = '✓ python@3.11--3.11.5.big_sur.bottle.tar.gz (SIZE)';

const ROWS: readonly Row[] = [
  ...(
    [
      ['install', 'bundle vim'],
      ['download', 'pull vim'],
      ['info', 'resolve vim'],
      ['fetch', 'pull vim'],
      ['pul', 'pull vim'],
      ['reslove', 'resolve vim'],
    ] as const
  ).map(([verb, line]) => ({
    typed: `${verb} vim ${MAC}`,
    code: 2,
    said: `brewpull: ${verb} is not a command of brewpull`,
    next: `next: Run brewpull ${line} ${MAC}. For a formula named ${verb}: brewpull pull ${verb}.`,
  })),
  { typed: 'help pull', code: 0, printed: 'Usage: brewpull pull [formula...] [options]' },
  { typed: 'version', code: 0, printed: TOOL.version },
  {
    typed: 'search vim',
    code: 2,
    said: 'brewpull: search is not a command of brewpull',
    next: 'next: Run brewpull coverage vim --macos RELEASE --arch ARCH to see what that Mac still gets. For a formula named search: brewpull pull search.',
  },
  {
    typed: 'list',
    code: 2,
    said: 'brewpull: list is not a command of brewpull',
    next: 'next: Run brewpull coverage --macos RELEASE --arch ARCH to see what that Mac still gets. For a formula named list: brewpull pull list.',
  },
  {
    typed: 'update',
    code: 2,
    said: 'brewpull: update is not a command of brewpull',
    next: 'next: Run brewpull sync. For a formula named update: brewpull pull update.',
  },
  {
    typed: `vim --version 9.0.1850 ${MAC}`,
    code: 2,
    said: 'brewpull: --version is the version of brewpull itself, and takes no value',
    next: `next: Run brewpull vim=9.0.1850 ${MAC}.`,
  },
  {
    typed: 'vim --os 11',
    code: 2,
    said: 'brewpull: unknown option --os',
    next: 'next: Did you mean --macos?',
  },
  {
    typed: `vim ${MAC} --json=pretty`,
    code: 2,
    said: 'brewpull: --json must be true or false, not "pretty"',
    next: 'next: Write --json to switch it on, or --json=false.',
  },
  {
    typed: `vim@9.0 ${MAC}`,
    code: 3,
    said: 'brewpull: vim 9.0 has no bottle for macOS 11 Big Sur on Intel (big_sur) in the registry',
    next: 'next: For this target there are vim=9.0.1900, vim=9.0.1850. brewpull history vim --target big_sur lists what can be asked for. For the whole history, run brewpull sync.',
  },
  {
    typed: `vim 9.0.1850 ${MAC}`,
    code: 2,
    said: 'brewpull: 9.0.1850 is a version, not a formula',
    next: 'next: Write vim=9.0.1850.',
  },
  {
    typed: `vim==9.0.1850 ${MAC}`,
    code: 2,
    said: 'brewpull: "vim==9.0.1850" is not how to ask for a version',
    next: 'next: Write vim=9.0.1850.',
  },
  {
    typed: `vim:9.0.1850 ${MAC}`,
    code: 2,
    said: 'brewpull: "vim:9.0.1850" is not how to ask for a version',
    next: 'next: Write vim=9.0.1850.',
  },
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
    said: 'brewpull: firefox is a cask of homebrew/cask, not a formula; casks are apps and fonts, but brewpull fetches only formulae',
    next: 'next: Download it from its developer, or with brew fetch --cask firefox; brewpull does not bundle apps.',
  },
  {
    typed: `./vim--9.0.1900.big_sur.bottle.tar.gz ${MAC}`,
    code: 2,
    said: 'brewpull: "./vim--9.0.1900.big_sur.bottle.tar.gz" is the file of a bottle, not the name of a formula',
    next: 'next: To check a file you already have, run brewpull verify ./vim--9.0.1900.big_sur.bottle.tar.gz; to download one, write the name alone: vim.',
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
    typed: `vim ${MAC} --proxy localhost:9050`,
    code: 5,
    said: 'brewpull: cannot reach the proxy http://localhost:9050 on the way to REGISTRY: it refuses the connection',
    next: 'next: Port 9050 is usually a SOCKS proxy: write socks5h://localhost:9050',
  },
  {
    typed: `vim ${MAC} -o /proc/x`,
    code: 1,
    said: 'brewpull: cannot write /proc/x: nothing can be made in /proc',
    next: 'next: Choose another place with --output or --cache-dir.',
  },
  {
    typed: 'serve',
    code: 2,
    said: 'brewpull: serve needs a bundle',
    next: 'next: Write for example: brewpull serve bundle.tar',
  },
  {
    typed: 'push',
    code: 2,
    said: 'brewpull: push needs a source and a destination',
    next: 'next: Write for example: brewpull push bundle.tar registry.example.org/mirror',
  },
  {
    typed: 'image',
    code: 2,
    said: 'brewpull: image needs the name of an image',
    next: 'next: Write for example: brewpull image hitch:1.8.0-1 -o hitch.tar',
  },
  {
    typed: 'verify',
    code: 2,
    said: 'brewpull: verify needs a file or folder',
    next: 'next: Write for example: brewpull verify bundle.tar',
  },
  {
    typed: `bundle vim ${MAC} -o x.zip`,
    code: 2,
    said: 'brewpull: --output x.zip: cannot make a .zip, only a .tar or a folder',
    next: 'next: Bottles are packed already, and would not get smaller: -o x.tar.',
  },
  {
    typed: `bundle --brewfile cask.Brewfile ${MAC}`,
    code: 2,
    said: 'skipped: cask.Brewfile:1: cask "firefox": cask is not a formula',
    next: 'next: Name formulae on the command line or in the file: one per line, in a Brewfile as brew "vim".',
  },
  {
    typed: `bundle --brewfile empty.Brewfile ${MAC}`,
    code: 2,
    said: 'brewpull: empty.Brewfile names no formula',
    next: 'next: Name formulae on the command line or in the file: one per line, in a Brewfile as brew "vim".',
  },
  {
    typed: `vim ${MAC} --offline=yes`,
    code: 5,
    said: 'brewpull: 9.0.1900 of REGISTRY/homebrew/core/vim is not in the cache, and --offline contacts no server',
    next: 'next: Run the same command once without --offline; the cache then has what it needs.',
  },
  {
    typed: `vim ${MAC} --require-provenance=yes --attestation-api http://127.0.0.1:1`,
    code: 5,
    said: 'the attestations of vim--9.0.1900.big_sur.bottle.tar.gz: cannot reach 127.0.0.1:1: it refuses the connection; trying again',
    next: 'next: Check the network and run this again; what was fetched is kept.',
  },
];

test('the table has every line that was answered badly', () => {
  expect(new Set(ROWS.map(({ typed }) => typed)).size).toBe(BAD_LINES);
});

/** Commands that take no registry. */
const WITHOUT_REGISTRY = new Set(['serve', 'push', 'image', 'verify']);

test.each(ROWS)(
  'brewpull $typed',
  async ({ typed, code, said = '', next, printed = '' }) => {
    const { registry, ...files } = world().sources;
    const words = typed.split(' ');
    await using home = await cliHome(
      WITHOUT_REGISTRY.has(words[0] ?? '') ? files : { ...files, registry },
    );
    await writeFile(home.at('work/cask.Brewfile'), 'cask "firefox"\ncask "iterm2"\n');
    await writeFile(home.at('work/empty.Brewfile'), '');

    const result = await home.run(words);
    const lines = result.stderr
      // A suggested line repeats these, which every run of a home gets.
      .replaceAll(` --cache-dir ${home.cache}`, '')
      .replaceAll(` --registry ${registry.url.href}`, '')
      .replaceAll(registry.url.host, 'REGISTRY')
      .replaceAll(/(?<=trying again) (?:in .*|now)$/gm, '')
      .replaceAll(/\(\d+ B\)/g, '(SIZE)')
      .split('\n');

    expect({ code: result.code, said: lines[0] ?? '' }).toEqual({ code, said });
    expect(lines.find((line) => line.startsWith('next: '))).toBe(next);
    expect(result.stdout.split('\n')[0]?.split('/').at(-1)).toBe(printed);
  },
  60_000,
);
