import type { OptionSpec } from '../option.ts';

/** What a result must prove, and what is recorded of it. */
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
    summary: 'check an update together with the bundle that it updates; may be repeated',
  },
  signer: {
    type: 'text',
    value: 'KEY',
    summary:
      'demand a signature of SHA256SUMS by this public key, or by one of these allowed signers',
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
} as const satisfies Record<string, OptionSpec>;
