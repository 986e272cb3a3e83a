import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull serve`. */
export const SERVE: Command = {
  name: 'serve',
  group: 'share',
  brief: 'bottles, to Macs nearby',
  summary: 'serve a bundle or a mirror to brew on the local network, as a read-only registry',
  positionals: '<bundle>',
  options: ['host', 'port', 'cert', 'key', 'token-file', ...OPTION_GROUPS.common],
  examples: [
    ['$0 serve bundle.tar', 'for this machine alone'],
    ['$0 serve bundle.tar --host 0.0.0.0 -v', 'for the network; every request is shown'],
    [
      '$0 serve mirror --host 0.0.0.0 --cert cert.pem --key key.pem --token-file token',
      'with TLS, for those who know the token',
    ],
  ],
  load: async () => (await import('./serve-run.ts')).runServe,
};
