import type { OptionSpec } from '../option.ts';

/** Options for servers and how to reach them. */
export const NETWORK_OPTIONS = {
  offline: { type: 'flag', project: 'on', summary: 'use only what is in the cache' },
  registry: {
    type: 'text',
    value: 'URL',
    standard: 'https://ghcr.io',
    summary: 'registry to fetch bottles from',
  },
  'insecure-registry': {
    type: 'list',
    rare: true,
    value: 'HOST[:PORT]',
    separator: ',',
    summary: 'a host that may be reached over http, without TLS; repeatable',
  },
  'auth-host': {
    type: 'list',
    rare: true,
    value: 'HOST[:PORT]',
    separator: ',',
    summary:
      'a token server that may receive the credentials of a registry on another host; repeatable',
  },
  creds: {
    type: 'text',
    rare: true,
    value: '-',
    choices: ['-'],
    summary: 'read USER:PASSWORD for the registry from standard input',
  },
  proxy: {
    type: 'text',
    value: 'URL',
    summary:
      'the proxy, e.g. socks5h://127.0.0.1:9050; by default as HTTPS_PROXY, ALL_PROXY and NO_PROXY say',
  },
  'ca-file': {
    type: 'text',
    rare: true,
    value: 'FILE',
    summary: 'more certificate authorities to trust, in PEM form',
  },
  concurrency: {
    type: 'text',
    rare: true,
    project: 'any',
    value: 'N',
    standard: '4',
    summary: 'how many downloads run at once',
  },
  rate: {
    type: 'text',
    value: 'SIZE',
    summary: 'download no faster than this many bytes per second, e.g. 5M',
  },
  'cache-dir': {
    type: 'text',
    rare: true,
    value: 'DIR',
    summary: 'where to keep downloads and histories',
  },
} as const satisfies Record<string, OptionSpec>;
