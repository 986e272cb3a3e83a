import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull verify`. */
export const VERIFY: Command = {
  name: 'verify',
  group: 'check',
  brief: 'check files, offline',
  summary: 'check bottles, bundles, mirrors and image files again, without a network',
  positionals: '<path...>',
  options: [
    'explain',
    'against',
    'with',
    'signer',
    'tap-dir',
    'require-provenance',
    'trusted-root',
    'api-data',
    'registry',
    'insecure-registry',
    'cache-dir',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 verify bundle.tar', 'every file of a bundle'],
    ['$0 verify bundle.tar --signer ours.pub', 'and that its sums are signed by this key'],
    ['$0 verify update.tar --with bundle.tar', 'an update, and that nothing is missing'],
    [
      '$0 verify vim--9.0.1900.big_sur.bottle.tar.gz --explain --tap-dir homebrew-core',
      'what vouches for a bottle, and what does not',
    ],
  ],
  load: async () => (await import('./verify-run.ts')).runVerify,
};
