import type { OptionSpec } from '../option.ts';

/** Options for how a run reports. Every command takes these. */
export const GENERAL_OPTIONS = {
  json: { type: 'flag', project: 'any', summary: 'write results as JSON' },
  quiet: { type: 'flag', alias: 'q', summary: 'show only errors' },
  verbose: { type: 'count', project: 'any', alias: 'v', summary: 'show more' },
  debug: { type: 'flag', rare: true, summary: 'show every request, and the causes of errors' },
  color: {
    type: 'text',
    rare: true,
    project: 'any',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    standard: 'auto',
    summary: 'colour on standard error and in tables',
  },
  'no-progress': { type: 'flag', rare: true, project: 'any', summary: 'show no progress' },
} as const satisfies Record<string, OptionSpec>;
