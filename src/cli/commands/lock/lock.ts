import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull lock`. */
export const LOCK: Command = {
  name: 'lock',
  group: 'fetch',
  brief: 'exact versions, for later',
  summary: 'record exact bottles for formulae and all they need, without downloading them',
  positionals: '[formula...]',
  options: [
    ...OPTION_GROUPS.target,
    'lock',
    'update',
    'closure',
    'dry-run',
    'sbom',
    ...OPTION_GROUPS.history,
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 lock vim git --macos 11 --arch amd64', 'make brewpull.lock.json, or add to it'],
    ['$0 lock --update vim', 'choose new versions of vim and what it needs'],
    ['$0 bundle --frozen -o bundle.tar', 'later: the same bytes again'],
  ],
  load: async () => (await import('./lock-run.ts')).runLock,
};
