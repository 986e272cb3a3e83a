import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas push`. */
export const PUSH: OwnAction = {
  name: 'push',
  summary: 'put a file into a registry, for machines that fetch it',
  positionals: '<file> <registry/name:tag>',
  options: [
    'dry-run',
    'force',
    'trusted-root',
    'creds',
    'insecure-registry',
    'auth-host',
    'proxy',
    'ca-file',
  ],
  examples: [
    [
      '$0 atlas push core.answers ghcr.io/acme/answers:core',
      'prints the reference with its digest',
    ],
  ],
  load: async () => (await import('./push-run.ts')).runPush,
};
