import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull plan`. */
export const PLAN: Command = {
  name: 'plan',
  group: 'ask',
  brief: 'what a bundle would hold',
  summary: 'show what a bundle would contain, without downloading it',
  positionals: '[formula...]',
  options: [
    ...OPTION_GROUPS.target,
    'for',
    'closure',
    'lock',
    'frozen',
    ...OPTION_GROUPS.history,
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [['$0 plan vim git --macos 11 --arch amd64', 'as a tree and a table']],
  load: async () => {
    const { openForPlans } = await import('./open-for-plans.ts');
    const { printPlans } = await import('./print-plans.ts');
    const { readLockRequest } = await import('../../arguments/lock-request.ts');
    return async (args, session) => {
      const lock = await readLockRequest(args, session.terminal);
      const opened = await openForPlans(args, session, { lock });
      return printPlans(opened.brewpull, opened, session);
    };
  },
};
