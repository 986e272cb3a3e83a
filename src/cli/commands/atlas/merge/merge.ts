import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas merge`. */
export const MERGE: OwnAction = {
  name: 'merge',
  summary: 'make one file of several',
  positionals: '<file> <file...>',
  options: ['output', 'force'],
  examples: [
    ['$0 atlas merge 2023.answers 2024.answers -o team.answers', 'one file of two histories'],
    ['$0 atlas merge ours.answers theirs.answers', 'without -o: only check whether they agree'],
  ],
  load: async () => (await import('./merge-run.ts')).runMerge,
};
