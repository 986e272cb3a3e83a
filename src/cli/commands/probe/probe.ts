import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull probe`. */
export const PROBE: Command = {
  name: 'probe',
  group: 'check',
  brief: 'describe a Mac',
  summary: 'write a script that describes the Mac it runs on',
  positionals: '',
  options: OPTION_GROUPS.common,
  examples: [
    ['$0 probe > probe.sh', 'on the Mac: sh probe.sh > mac.json; here: bundle --for mac.json'],
  ],
  load: async () => async (_args, session) => {
    const { probeSnippet } = await import('../../../bundle/probe/probe-script.ts');
    const script = probeSnippet();
    await session.answer({ name: 'probe', json: () => ({ script }), verbatim: () => script });
    if (session.terminal.stdout.isTTY) {
      session.note(
        'Run this on the Mac, keep the line it prints as mac.json, then: brewpull bundle vim --for mac.json',
      );
    }
    return 0;
  },
};
