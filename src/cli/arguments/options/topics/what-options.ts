import type { OptionSpec } from '../option.ts';

/** What is asked for. */
export const WHAT_OPTIONS = {
  'from-file': {
    type: 'list',
    project: 'path',
    value: 'FILE',
    summary: 'read names from a file, one per line; - for standard input',
  },
  brewfile: {
    type: 'list',
    project: 'path',
    value: 'FILE',
    summary: 'read names from the brew lines of a Brewfile',
  },
  deps: { type: 'flag', project: 'any', summary: 'pull the runtime dependencies as well' },
  closure: {
    type: 'text',
    project: 'any',
    value: 'MODE',
    choices: ['one-commit', 'newest', 'exact'],
    summary:
      'versions of dependencies: from one commit with bottles for all (where there is one), the newest of each, or those built against',
  },
  prebuilt: {
    type: 'flag',
    rare: true,
    summary: 'fetch the ready-to-run file that a formula without a bottle downloads',
  },
  tap: {
    type: 'text',
    rare: true,
    value: 'USER/NAME',
    standard: 'homebrew/core',
    summary: 'another tap',
  },
  platform: {
    type: 'text',
    project: 'any',
    value: 'OS/ARCH',
    summary: 'platform of the image, e.g. linux/arm64/v8',
  },
  'os-version': {
    type: 'text',
    rare: true,
    value: 'VERSION',
    summary: 'system version of the image, as Windows images give it: 10.0.17763',
  },
  // What a machine runs first is no choice for a project's file.
  'with-brew': {
    type: 'flag',
    summary: 'bring Homebrew itself, for a Mac that has none that starts',
  },
  brew: {
    type: 'text',
    value: 'TAG',
    summary: 'the release of Homebrew to bring, e.g. 4.6.10; implies --with-brew',
  },
  'brew-source': {
    type: 'text',
    rare: true,
    value: 'URL|PATH',
    standard: 'https://github.com/Homebrew/brew',
    summary: 'where to fetch Homebrew from: a repository, a clone, or an archive of the tag',
  },
  for: {
    type: 'text',
    project: 'path',
    value: 'FILE',
    summary: 'the Mac as brewpull probe described it',
  },
  all: { type: 'flag', project: 'any', summary: 'show everything, not only the newest' },
  explain: {
    type: 'flag',
    project: 'any',
    summary: 'say why: the commits, their messages and links',
  },
  full: { type: 'flag', summary: 'write the atlas with every bottle, not only the last ones' },
} as const satisfies Record<string, OptionSpec>;
