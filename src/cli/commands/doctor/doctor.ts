import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull doctor`. */
export const DOCTOR: Command = {
  name: 'doctor',
  group: 'check',
  brief: 'what is missing here',
  summary: 'check this machine and its network, and say what to do',
  positionals: '',
  details: [
    'It changes nothing, and exits with 0 if everything works, even with warnings.',
    'With --offline it contacts no server.',
  ],
  isForgiving: true,
  options: ['history', 'atlas', 'tap-dir', ...OPTION_GROUPS.network, ...OPTION_GROUPS.common],
  examples: [
    ['$0 doctor', 'what works here, and what to do about the rest'],
    ['$0 doctor --offline', 'the same without contacting a server'],
    ['$0 doctor --json', 'codes and fields for programs'],
  ],
  load: async () => (await import('./doctor-run.ts')).runDoctor,
};
