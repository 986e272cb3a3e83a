import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull sync`. */
export const SYNC: Command = {
  name: 'sync',
  group: 'share',
  brief: 'all history, to this disk',
  summary: 'fetch or update the local history of homebrew-core',
  positionals: '',
  options: [
    'tap',
    'remote',
    'since',
    'no-atlas',
    'export',
    'force',
    'dry-run',
    'cache-dir',
    'proxy',
    'ca-file',
    'offline',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 sync', 'all of homebrew-core'],
    ['$0 sync --tap user/tap', 'another tap'],
    [
      '$0 sync --export team.answers',
      'and write the last bottle of every formula, for machines without a clone',
    ],
  ],
  load: async () => (await import('./sync-run.ts')).runSync,
};
