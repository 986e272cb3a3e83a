import type { OptionName } from './options.ts';

/** Options that belong together: several commands take them all. */
export const OPTION_GROUPS = {
  /** Every command takes these. */
  common: ['json', 'quiet', 'verbose', 'debug', 'color', 'no-progress'],
  /** Which Macs. */
  target: ['macos', 'arch', 'target', 'exact'],
  /** Where history comes from, and as of when. */
  history: ['history', 'atlas', 'tap-dir', 'before', 'at', 'allow-unsure'],
  /** Formulae besides the positional ones. */
  input: ['from-file', 'brewfile'],
  /** Homebrew itself. */
  brew: ['with-brew', 'brew', 'brew-source'],
  /** Who built a bottle. */
  provenance: ['provenance', 'require-provenance', 'trusted-root', 'attestation-api'],
  /** Whose signatures count. */
  signers: ['allowed-signers', 'revoked', 'minisign-key', 'gpg-key'],
  /** Everything that talks to servers. */
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
