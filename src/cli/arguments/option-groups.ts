import type { OptionName } from './options.ts';

/** Options that every command takes. */
export const COMMON_OPTIONS = [
  'json',
  'quiet',
  'verbose',
  'debug',
  'color',
  'no-progress',
] as const satisfies readonly OptionName[];

/** Options that say which Macs. */
export const TARGET_OPTIONS = [
  'macos',
  'arch',
  'target',
  'exact',
] as const satisfies readonly OptionName[];

/** Options that say where history comes from, and as of when. */
export const HISTORY_OPTIONS = [
  'history',
  'tap-dir',
  'before',
  'at',
  'allow-unsure',
] as const satisfies readonly OptionName[];

/** Options that name formulae besides the positional ones. */
export const INPUT_OPTIONS = ['from-file', 'brewfile'] as const satisfies readonly OptionName[];

/** Options that ask who built a bottle. */
export const PROVENANCE_OPTIONS = [
  'provenance',
  'require-provenance',
  'trusted-root',
  'attestation-api',
] as const satisfies readonly OptionName[];

/** Options of everything that talks to servers. */
export const NETWORK_OPTIONS = [
  'registry',
  'insecure-registry',
  'auth-host',
  'cache-dir',
  'concurrency',
  'proxy',
  'ca-file',
  'offline',
] as const satisfies readonly OptionName[];
