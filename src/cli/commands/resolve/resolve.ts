import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull resolve`. */
export const RESOLVE: Command = {
  name: 'resolve',
  group: 'ask',
  brief: 'the last bottle for a Mac',
  summary: 'show the last bottle for a macOS, without downloading it',
  positionals: '[formula...]',
  options: [
    ...OPTION_GROUPS.target,
    ...OPTION_GROUPS.history,
    'api-data',
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 resolve vim --macos 11 --arch amd64', 'the last vim for Big Sur on Intel'],
    ['$0 resolve vim=9.0.1850 --macos 11 --arch amd64', 'that version instead of the last'],
    ['$0 resolve vim git --target big_sur --json', 'two answers for a program'],
  ],
  load: async () => (await import('./resolve-run.ts')).runResolve,
};
