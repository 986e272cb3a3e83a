import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull diff`. */
export const DIFF: Command = {
  name: 'diff',
  group: 'share',
  brief: 'what changed?',
  summary: 'show what changed between two bundles, locks or mirrors, without a network',
  positionals: '<old> <new>',
  details: [
    'Either side can be of any kind. It compares what each says about itself; brewpull verify checks the bottles.',
    'It exits with 0 whether or not they differ; with --exit-code it exits with 1 if they do.',
  ],
  options: ['exit-code', ...OPTION_GROUPS.common],
  examples: [
    ['$0 diff may.tar june.tar', 'what changed, and how much has to travel'],
    ['$0 diff brewpull.lock.json bundle.tar --exit-code', 'does a bundle have what a lock says?'],
  ],
  load: async () => (await import('./diff-run.ts')).runDiff,
};
