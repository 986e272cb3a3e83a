import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull image`. */
export const IMAGE: Command = {
  name: 'image',
  group: 'fetch',
  brief: 'a container image as a file',
  summary: 'fetch a container image as a file for docker load',
  positionals: '<reference...>',
  actions: [
    { name: 'list', positionals: '<reference>', summary: 'show its tags' },
    {
      name: 'inspect',
      positionals: '<reference>',
      summary: 'show its platforms, sizes and digests',
    },
  ],
  options: [
    'platform',
    'os-version',
    'tag',
    'output',
    'format',
    'creds',
    'insecure-registry',
    'auth-host',
    'dry-run',
    'yes',
    'receipt',
    'network-label',
    'country',
    'cache-dir',
    'concurrency',
    'proxy',
    'ca-file',
    'offline',
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 image hitch:1.8.0-1 -o hitch.tar', 'from Docker Hub; then docker load -i hitch.tar'],
    ['$0 image list hitch', 'its tags'],
    ['$0 image inspect hitch:1.8.0-1', 'its platforms, sizes and digests'],
  ],
  load: async () => (await import('./image-run.ts')).runImage,
};
