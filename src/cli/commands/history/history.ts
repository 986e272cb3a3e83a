import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull history`. */
export const HISTORY: Command = {
  name: 'history',
  summary: 'show every version of a formula against the macOS releases it was built for',
  positionals: '<formula>',
  completes: 'formulae',
  options: [
    'arch',
    'all',
    'explain',
    'macos',
    'target',
    'exact',
    'html',
    'force',
    'tap-dir',
    'before',
    'at',
    'cache-dir',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 history vim --arch amd64', 'versions down, macOS across'],
    ['$0 history vim --explain --macos 11 --arch amd64', 'why Big Sur gets what it gets'],
  ],
  load: async () => (await import('./history-run.ts')).runHistory,
};
