import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull push`. */
export const PUSH: Command = {
  name: 'push',
  group: 'share',
  brief: 'bottles, to a registry',
  summary: 'put the bottles of a bundle, a mirror or a lock into a registry',
  positionals: '<source> <destination>',
  options: [
    'dry-run',
    'force',
    'no-referrers',
    'creds',
    'registry',
    'cache-dir',
    'insecure-registry',
    'auth-host',
    'concurrency',
    'proxy',
    'ca-file',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 push bundle.tar registry.example.org/mirror', 'under mirror/homebrew/core/…'],
    [
      '$0 push brewpull.lock.json registry.example.org/mirror',
      'from ghcr.io, with no copy on this disk',
    ],
    [
      '$0 push bundle.tar http://10.0.0.5:5000 --insecure-registry 10.0.0.5:5000',
      'a registry without TLS, and no prefix',
    ],
  ],
  load: async () => (await import('./push-run.ts')).runPush,
};
