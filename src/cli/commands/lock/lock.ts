import {
  COMMON_OPTIONS,
  HISTORY_OPTIONS,
  INPUT_OPTIONS,
  NETWORK_OPTIONS,
  TARGET_OPTIONS,
} from '../../arguments/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull lock`. */
export const LOCK: Command = {
  name: 'lock',
  summary: 'write down the very bottles of formulae and all they need, without fetching them',
  positionals: '[formula...]',
  options: [
    ...TARGET_OPTIONS,
    'lock',
    'update',
    'closure',
    'dry-run',
    ...HISTORY_OPTIONS,
    ...INPUT_OPTIONS,
    ...NETWORK_OPTIONS,
    ...COMMON_OPTIONS,
  ],
  examples: [
    ['$0 lock vim git --macos 11 --arch amd64', 'make brewpull.lock.json, or add to it'],
    ['$0 lock --update vim', 'choose new versions of vim and what it needs'],
    ['$0 bundle --frozen -o bundle.tar', 'later: the same bytes again'],
  ],
  load: async () => (await import('./lock-run.ts')).runLock,
};
