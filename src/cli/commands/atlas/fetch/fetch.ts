import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas fetch`. */
export const FETCH: OwnAction = {
  name: 'fetch',
  summary: 'get a file from a registry, an address or a path, and use it from now on',
  positionals: '[source]',
  options: [
    'digest',
    'tap',
    'output',
    'force',
    'require-provenance',
    'trusted-root',
    'creds',
    'insecure-registry',
    'auth-host',
    'cache-dir',
    'proxy',
    'ca-file',
    'offline',
  ],
  examples: [
    [
      '$0 atlas fetch ghcr.io/acme/answers:core',
      'from a registry; later, atlas fetch alone fetches from there again',
    ],
    ['$0 atlas fetch https://acme.example/core.answers --digest sha256:…', 'from a web server'],
    ['$0 atlas fetch ./core.answers', 'from a disk'],
  ],
  load: async () => (await import('./fetch-run.ts')).runFetch,
};
