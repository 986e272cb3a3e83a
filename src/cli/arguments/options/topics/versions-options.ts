import type { OptionSpec } from '../option.ts';

/** Which versions, and where to look them up. */
export const VERSIONS_OPTIONS = {
  history: {
    type: 'text',
    value: 'SOURCE',
    choices: ['auto', 'git', 'atlas', 'registry'],
    standard: 'auto',
    summary: 'where to look versions up',
  },
  atlas: {
    type: 'text',
    value: 'FILE',
    summary: 'answers without a clone: a file that brewpull atlas export or fetch made',
  },
  'tap-dir': {
    type: 'list',
    value: 'DIR',
    separator: ':',
    summary:
      'an existing clone, of the tap that its remote names or else of homebrew/core; or user/tap=DIR; never changed; repeatable',
  },
  before: {
    type: 'text',
    project: 'any',
    value: 'DATE',
    summary: 'answer as of this date, from the history before it',
  },
  at: {
    type: 'text',
    rare: true,
    project: 'any',
    value: 'COMMIT',
    summary: 'answer as of this commit',
  },
  'allow-unsure': {
    type: 'flag',
    rare: true,
    project: 'off',
    summary: 'accept an answer that an unreadable state makes unsure, with a warning',
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
    summary: 'use only the lock: look up no history and no versions',
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
    summary: 'check so many formulae by reading their commits in the clone',
  },
} as const satisfies Record<string, OptionSpec>;
