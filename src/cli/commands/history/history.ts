import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull history`. */
export const HISTORY: Command = {
  name: 'history',
  group: 'ask',
  brief: 'all versions of a formula',
  summary: 'list the versions of a formula and the macOS releases each was built for',
  positionals: '<formula>',
  options: [
    'arch',
    'all',
    'explain',
    'vulns',
    'advisories',
    'macos',
    'target',
    'exact',
    'html',
    'force',
    'history',
    'atlas',
    'tap-dir',
    'before',
    'at',
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 history vim --arch amd64', 'a table: versions down, macOS releases across'],
    ['$0 history vim --macos 11', 'the versions that can be asked for on Big Sur'],
    ['$0 history vim --history registry', 'every bottle that the registry has, without a clone'],
    ['$0 history vim --macos 11 --arch amd64 --vulns', 'which of them has no known vulnerability'],
    ['$0 history vim --explain --macos 11 --arch amd64', 'why Big Sur gets what it gets'],
  ],
  load: async () => (await import('./history-run.ts')).runHistory,
};
