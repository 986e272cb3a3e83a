import type { OptionSpec } from './option.ts';

/** Options about Homebrew itself in a bundle. What a machine runs first is no choice for a project's file. */
export const BREW_OPTIONS = {
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
    value: 'URL|PATH',
    standard: 'https://github.com/Homebrew/brew',
    summary: 'where to fetch Homebrew from: a repository, a clone, or an archive of the tag',
  },
} as const satisfies Record<string, OptionSpec>;
