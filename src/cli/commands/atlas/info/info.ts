import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas info`. */
export const INFO: OwnAction = {
  name: 'info',
  summary: 'show what a file holds, and from which history',
  positionals: '[file] [name...]',
  options: ['atlas', 'tap', 'cache-dir'],
  examples: [
    ['$0 atlas info', 'what is in the file that brewpull uses here'],
    ['$0 atlas info team.answers vim git', 'what this file says about these formulae'],
  ],
  load: async () => (await import('./info-run.ts')).runInfo,
};
