import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull compare`. */
export const COMPARE: Command = {
  name: 'compare',
  group: 'check',
  brief: 'do networks agree?',
  summary: 'check whether receipts from several networks agree (3TOFU)',
  positionals: '[receipt...]',
  options: ['require-signatures', ...OPTION_GROUPS.signers, ...OPTION_GROUPS.common],
  examples: [
    ['$0 compare home.json tor.json vpn.json', 'do three networks agree?'],
    [
      '$0 compare home.json tor.json vpn.json --require-signatures 3 --allowed-signers signers',
      'and did three people sign that?',
    ],
  ],
  load: async () => (await import('./compare-run.ts')).runCompare,
};
