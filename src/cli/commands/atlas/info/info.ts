import type { AtlasAction } from '../atlas-action.ts';

/** The action `brewpull atlas info`. */
export const INFO: AtlasAction = {
  name: 'info',
  summary: 'say what a file holds, and from which history',
  positionals: '[file] [name...]',
  options: ['atlas', 'tap', 'cache-dir'],
  examples: [
    ['$0 atlas info', 'the file that brewpull would ask here: what it holds, from which history'],
    ['$0 atlas info team.answers vim git', 'what this one says of these formulae'],
  ],
  load: async () => (await import('./info-run.ts')).runInfo,
};
