import { COMMON_OPTIONS } from '../../arguments/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull compare`. */
export const COMPARE: Command = {
  name: 'compare',
  summary: 'say whether receipts of several networks agree (3TOFU)',
  positionals: '[receipt...]',
  options: COMMON_OPTIONS,
  examples: [['$0 compare home.json tor.json vpn.json', 'agreement of three networks']],
  load: async () => (await import('./compare-run.ts')).runCompare,
};
