import type { OptionSpec } from '../option.ts';

/** Options for what is asked for. */
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
  deps: { type: 'flag', project: 'any', summary: 'include the runtime dependencies' },
  closure: {
    type: 'text',
    project: 'any',
    value: 'MODE',
    choices: ['one-commit', 'newest', 'exact'],
    summary:
      'how versions of dependencies are chosen: all from one commit that has bottles for all, if there is one; the newest of each; or those that it was built against',
  },
  prebuilt: {
    type: 'flag',
    rare: true,
    summary: 'if a formula has no bottle, fetch the ready-to-run file that it downloads',
  },
  tap: {
    type: 'text',
    rare: true,
    value: 'USER/NAME',
    standard: 'homebrew/core',
    summary: 'which tap',
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
    summary: 'Windows version of the image, e.g. 10.0.17763',
  },
  'with-sbom': {
    type: 'flag',
    summary: 'include bills of materials, as SPDX and CycloneDX',
  },
  // Not for a project's file: it may not choose what a machine runs first.
  'with-brew': {
    type: 'flag',
    summary: 'include Homebrew itself, for a Mac that has no working brew',
  },
  brew: {
    type: 'text',
    value: 'TAG',
    summary: 'the release of Homebrew to include, e.g. 4.6.10; implies --with-brew',
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
    summary: 'what the script of brewpull probe wrote on the Mac',
  },
  // Not for a project's file: the bundle is read whole, and what it holds is assumed to be installed.
  'update-of': {
    word: 'update',
    type: 'text',
    value: 'BUNDLE',
    summary: 'make an update of this earlier bundle: only the bottles that it does not have',
  },
  all: {
    type: 'flag',
    project: 'any',
    summary: 'everything, not only the newest or what is named',
  },
  explain: {
    type: 'flag',
    project: 'any',
    summary: 'say why: the commits, their messages and links',
  },
  full: { type: 'flag', summary: 'write every bottle into the file, not only the last ones' },
} as const satisfies Record<string, OptionSpec>;
