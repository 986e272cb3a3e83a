import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas verify`. */
export const VERIFY_FILE: OwnAction = {
  name: 'verify',
  summary: 'compare a file with a clone',
  positionals: '<file>',
  options: ['sample', 'all', 'tap-dir', 'cache-dir'],
  examples: [
    [
      '$0 atlas verify team.answers --tap-dir homebrew-core --sample 200',
      '200 formulae, against their commits in a clone',
    ],
    ['$0 atlas verify team.answers', 'all of it, against the copy that sync made'],
  ],
  load: async () => (await import('./verify-run.ts')).runVerifyFile,
};
