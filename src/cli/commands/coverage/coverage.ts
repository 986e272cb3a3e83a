import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull coverage`. */
export const COVERAGE: Command = {
  name: 'coverage',
  group: 'ask',
  brief: 'all that a macOS still gets',
  summary: 'show which formulae a macOS still gets, and until when',
  positionals: '[filter]',
  options: [
    ...OPTION_GROUPS.target,
    'all',
    'html',
    'force',
    'csv',
    'tap',
    'history',
    'atlas',
    'tap-dir',
    'before',
    'at',
    'cache-dir',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 coverage --macos 11 --arch amd64', 'what Big Sur on Intel still gets'],
    ['$0 coverage python --macos 11 --arch amd64', 'only formulae with python in their names'],
  ],
  load: async () => (await import('./coverage-run.ts')).runCoverage,
};
