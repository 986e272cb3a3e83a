import type { OptionSpec } from '../option.ts';

/** Options for what a result must prove, and what is recorded about it. */
export const TRUST_OPTIONS = {
  provenance: {
    type: 'flag',
    project: 'on',
    summary: "ask GitHub who built each bottle, and verify it by brew's rules",
  },
  'require-provenance': {
    type: 'flag',
    project: 'on',
    summary: 'refuse a bottle, or a file of answers, without an attestation',
  },
  'trusted-root': {
    type: 'text',
    rare: true,
    value: 'FILE',
    summary: "Sigstore's keys, instead of those built into brewpull",
  },
  'attestation-api': {
    type: 'text',
    rare: true,
    value: 'URL',
    standard: 'https://api.github.com',
    summary: 'the server to ask for attestations',
  },
  'api-data': {
    type: 'text',
    rare: true,
    value: 'FILE',
    summary: 'signed data from formulae.brew.sh (a .jws.json), as one more witness',
  },
  receipt: {
    type: 'text',
    value: 'FILE',
    summary: 'write a receipt: what was fetched and from where',
  },
  against: {
    type: 'text',
    value: 'FILE',
    summary: 'check files against this receipt of an earlier pull',
  },
  with: {
    type: 'list',
    value: 'BUNDLE',
    summary: 'check an update together with the bundle that it updates; repeatable',
  },
  advisories: {
    type: 'text',
    value: 'FILE',
    summary: "Homebrew's advisories in this file, instead of those that vulns --update fetched",
  },
  vulns: {
    type: 'flag',
    summary: "count the known vulnerabilities of each version, by Homebrew's advisories",
  },
  'update-advisories': {
    word: 'update',
    type: 'flag',
    summary: "first fetch Homebrew's advisories from formulae.brew.sh",
  },
  'fail-on': {
    type: 'text',
    value: 'SEVERITY',
    choices: ['low', 'medium', 'high', 'critical'],
    summary: 'exit with 4 if a known vulnerability of this severity or worse is open',
  },
  signer: {
    type: 'text',
    value: 'FILE',
    summary:
      'require SHA256SUMS to be signed by this public key, or by one of these allowed signers',
  },
  sign: {
    type: 'list',
    value: 'KIND:KEY',
    summary: 'sign SHA256SUMS: ssh:FILE, minisign:FILE or gpg:NAME; once for each kind',
  },
  'network-label': {
    type: 'text',
    rare: true,
    value: 'TEXT',
    summary: 'name of this network in the receipt, e.g. home, tor',
  },
  country: {
    type: 'text',
    rare: true,
    value: 'CODE',
    summary: 'country of this network in the receipt',
  },
  digest: {
    type: 'text',
    rare: true,
    value: 'DIGEST',
    summary: 'the digest that the file at an address must have: sha256:…',
  },
  ssh: {
    type: 'text',
    value: 'FILE',
    summary: 'sign with this OpenSSH key; a .pub file for one in ssh-agent',
  },
  minisign: { type: 'text', value: 'FILE', summary: 'sign with this minisign secret key' },
  gpg: { type: 'text', value: 'ID', summary: 'sign with this gpg key: a name or a fingerprint' },
  'allowed-signers': {
    type: 'text',
    value: 'FILE',
    summary: 'OpenSSH keys that count, in the format of ssh-keygen: one name and key per line',
  },
  revoked: {
    type: 'text',
    value: 'FILE',
    summary: 'OpenSSH keys that no longer count: one per line, or a list from ssh-keygen -k',
  },
  'minisign-key': {
    type: 'list',
    value: 'FILE',
    summary: 'a minisign public key that counts; repeatable',
  },
  'gpg-key': {
    type: 'list',
    value: 'FILE',
    summary: 'OpenPGP public keys that count, as gpg --export writes them; repeatable',
  },
  'require-signatures': {
    type: 'text',
    value: 'N',
    summary: 'how many different keys must have signed receipts that agree',
  },
} as const satisfies Record<string, OptionSpec>;
