import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull cache`. */
export const CACHE: Command = {
  name: 'cache',
  group: 'share',
  brief: 'show or remove downloads',
  summary: 'show the cache, or remove downloads from it',
  positionals: '[action]',
  words: ['clean'],
  options: ['cache-dir', 'older-than', 'dry-run', ...OPTION_GROUPS.common],
  examples: [
    ['$0 cache', 'where it is and how large'],
    ['$0 cache clean --dry-run', 'how much that would free, and nothing else'],
    ['$0 cache clean --older-than 30', 'remove downloads not used for 30 days'],
  ],
  load: async () => (await import('./cache-run.ts')).runCache,
};
