import type { AtlasAction } from '../atlas-action.ts';

/** The action `brewpull atlas info`. */
export const INFO: AtlasAction = {
  name: 'info',
  summary: 'say what a file holds, and from which history',
  positionals: '<file>',
  options: ['cache-dir'],
  examples: [['$0 atlas info team.atlas', 'what a file holds, and from which history']],
  load: async () => (await import('./info-run.ts')).runInfo,
};
