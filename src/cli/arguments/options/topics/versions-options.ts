import type { OptionSpec } from '../option.ts';

/** Options for versions and where to look them up. */
export const VERSIONS_OPTIONS = {
  history: {
    type: 'text',
    value: 'SOURCE',
    choices: ['auto', 'git', 'atlas', 'registry'],
    standard: 'auto',
    summary: 'where to look up versions',
  },
  atlas: {
    type: 'text',
    value: 'FILE',
    summary: 'answer from this file instead of a clone; brewpull atlas export or fetch makes it',
  },
  'tap-dir': {
    type: 'list',
    value: 'DIR',
    separator: ':',
    summary:
      'answer from this clone of a tap without changing it; its remote says which tap, otherwise it is homebrew/core; or write user/tap=DIR; repeatable',
  },
  before: {
    type: 'text',
    project: 'any',
    value: 'DATE',
    summary: 'answer as if it were this date',
  },
  at: {
    type: 'text',
    rare: true,
    project: 'any',
    value: 'COMMIT',
    summary: 'answer as if this were the newest commit',
  },
  'allow-unsure': {
    type: 'flag',
    rare: true,
    project: 'off',
    summary:
      'accept, with a warning, an answer that is unsure because a part of the history cannot be read',
  },
  lock: {
    type: 'text',
    project: 'path',
    value: 'FILE',
    summary: 'use the versions in this lock, and keep it up to date',
  },
  locked: { type: 'flag', project: 'on', summary: 'fail if the lock would change' },
  frozen: {
    type: 'flag',
    project: 'on',
    summary: 'take everything from the lock, and look nothing up',
  },
  update: {
    type: 'list',
    value: 'NAME',
    summary: 'choose a new version of this formula; repeatable',
  },
  remote: { type: 'text', rare: true, value: 'URL', summary: 'where to fetch the tap from' },
  since: {
    type: 'text',
    rare: true,
    value: 'DATE',
    summary: 'fetch only the history since this date; older answers need the rest',
  },
  'no-atlas': { type: 'flag', rare: true, summary: 'do not build the atlas of all bottles' },
  sample: {
    type: 'text',
    rare: true,
    value: 'N',
    summary: 'check only this many formulae, by reading their commits in the clone',
  },
} as const satisfies Record<string, OptionSpec>;
