import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';
import { ATLAS_ACTIONS } from './atlas-actions.ts';

const NAMES = ATLAS_ACTIONS.map(({ name }) => name);

/** The command `brewpull atlas`: it takes the options of all its actions, and each action refuses those of the others. */
export const ATLAS: Command = {
  name: 'atlas',
  group: 'share',
  brief: 'answers in one file',
  summary: 'answer from one file, without a clone: make, fetch, merge, check and push it',
  positionals: '<action> [words...]',
  actions: ATLAS_ACTIONS,
  words: NAMES,
  options: [
    ...new Set([...ATLAS_ACTIONS.flatMap(({ options }) => options), ...OPTION_GROUPS.common]),
  ],
  examples: ATLAS_ACTIONS.flatMap(({ examples }) => examples),
  load: async () => (await import('./atlas-run.ts')).runAtlas,
};
