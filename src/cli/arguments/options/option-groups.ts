import type { OptionName } from './options.ts';

/** Options that belong together: several commands take all of a group. */
export const OPTION_GROUPS = {
  /** Every command takes these. */
  common: ['json', 'quiet', 'verbose', 'debug', 'color', 'no-progress'],
  /** The Macs that bottles are for. */
  target: ['macos', 'arch', 'target', 'exact'],
  /** The source of the history, and its date. */
  history: ['history', 'atlas', 'tap-dir', 'before', 'at', 'allow-unsure'],
  /** Formulae besides the positional ones. */
  input: ['from-file', 'brewfile'],
  /** Homebrew itself. */
  brew: ['with-brew', 'brew', 'brew-source'],
  /** How a bottle was built, and by whom. */
  provenance: ['provenance', 'require-provenance', 'trusted-root', 'attestation-api'],
  /** Whose signatures count. */
  signers: ['allowed-signers', 'revoked', 'minisign-key', 'gpg-key'],
  /** For everything that talks to servers. */
  network: [
    'registry',
    'insecure-registry',
    'auth-host',
    'cache-dir',
    'concurrency',
    'proxy',
    'ca-file',
    'offline',
  ],
} as const satisfies Record<string, readonly OptionName[]>;
