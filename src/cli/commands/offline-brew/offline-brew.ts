import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull offline-brew`. */
export const OFFLINE_BREW: Command = {
  name: 'offline-brew',
  group: 'check',
  brief: 'brew without a network',
  summary: "write a script that makes a Mac's brew work without a network",
  positionals: '',
  options: OPTION_GROUPS.common,
  examples: [
    [
      '$0 offline-brew > offline-brew.sh',
      'on the Mac: bash offline-brew.sh; to undo it: bash offline-brew.sh --undo',
    ],
  ],
  load: async () => async (_args, session) => {
    const { readInstaller } = await import('../../../bundle/installer/script.ts');
    const script = new TextDecoder().decode(await readInstaller('offline-brew.sh'));
    await session.answer({
      name: 'offline-brew',
      json: () => ({ script }),
      verbatim: () => script,
    });
    if (session.terminal.stdout.isTTY) {
      session.note('Run this on the Mac: bash offline-brew.sh; --undo removes what it made.');
    }
    return 0;
  },
};
