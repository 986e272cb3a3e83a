import { ATLAS_OPTIONS } from './atlas-options.ts';
import { BREW_OPTIONS } from './brew-options.ts';
import type { OptionSpec } from './option.ts';

/**
 * Every option of every command; one name means one thing everywhere. `project` opens an option to project files: strangers
 * write them, so decide it with each new option, and leave it out in doubt.
 */
const OPTIONS = {
  macos: {
    type: 'text',
    project: 'any',
    value: 'RELEASE',
    summary: 'macOS of the target: 11, 11.7, big_sur, "Big Sur"',
  },
  arch: {
    type: 'text',
    project: 'any',
    value: 'ARCH',
    summary: 'architecture of the target: amd64 (x86_64, intel) or arm64 (aarch64, apple)',
  },
  target: {
    type: 'list',
    project: 'any',
    value: 'TAG',
    summary: 'target as a bottle tag, e.g. big_sur or x86_64_linux; repeatable',
  },
  exact: {
    type: 'flag',
    project: 'on',
    summary: 'refuse bottles built for an older macOS',
  },
  history: {
    type: 'text',
    value: 'SOURCE',
    choices: ['auto', 'git', 'atlas', 'registry'],
    standard: 'auto',
    summary: 'where to look versions up',
  },
  'tap-dir': {
    type: 'list',
    value: 'DIR',
    separator: ':',
    summary:
      'an existing clone, of the tap that its remote names or else of homebrew/core; or user/tap=DIR; never changed; repeatable',
  },
  before: {
    type: 'text',
    project: 'any',
    value: 'DATE',
    summary: 'answer as of this date, from the history before it',
  },
  at: {
    type: 'text',
    project: 'any',
    value: 'COMMIT',
    summary: 'answer as of this commit',
  },
  'allow-unsure': {
    type: 'flag',
    project: 'off',
    summary: 'accept an answer that an unreadable state makes unsure, with a warning',
  },
  all: { type: 'flag', project: 'any', summary: 'show everything, not only the newest' },
  explain: {
    type: 'flag',
    project: 'any',
    summary: 'say why: the commits, their messages and links',
  },
  html: { type: 'text', value: 'FILE', summary: 'write a page to read in a browser' },
  csv: { type: 'flag', project: 'any', summary: 'write comma-separated values' },
  tap: { type: 'text', value: 'USER/NAME', standard: 'homebrew/core', summary: 'another tap' },
  closure: {
    type: 'text',
    project: 'any',
    value: 'MODE',
    choices: ['one-commit', 'newest', 'exact'],
    summary:
      'versions of dependencies: from one commit with bottles for all (where there is one), the newest of each, or those built against',
  },
  deps: { type: 'flag', project: 'any', summary: 'pull the runtime dependencies as well' },
  prebuilt: {
    type: 'flag',
    summary: 'fetch the ready-to-run file that a formula without a bottle downloads',
  },
  for: {
    type: 'text',
    project: 'path',
    value: 'FILE',
    summary: 'the Mac as brewpull probe described it',
  },
  split: {
    type: 'text',
    project: 'any',
    value: 'SIZE',
    summary: 'split the tar into parts, e.g. 4G or fat32',
  },
  force: { type: 'flag', summary: 'replace an existing file of that name' },
  inspect: { type: 'flag', summary: 'list what is in a bundle' },
  ...BREW_OPTIONS,
  ...ATLAS_OPTIONS,
  lock: {
    type: 'text',
    project: 'path',
    value: 'FILE',
    summary: 'use the versions in this lock, and keep it up to date',
  },
  locked: { type: 'flag', project: 'on', summary: 'fail if the lock would change' },
  frozen: {
    type: 'flag',
    project: 'on',
    summary: 'use only the lock: look up no history and no versions',
  },
  update: {
    type: 'list',
    value: 'NAME',
    summary: 'choose a new version of this formula; repeatable',
  },
  host: { type: 'text', value: 'ADDRESS', standard: '127.0.0.1', summary: 'address to serve on' },
  port: { type: 'text', value: 'N', standard: '8750', summary: 'port to serve on' },
  'brew-version': {
    type: 'text',
    project: 'any',
    value: 'VERSION',
    summary: 'version of brew on the Mac, e.g. 4.1.13',
  },
  remote: { type: 'text', value: 'URL', summary: 'where to fetch the tap from' },
  since: {
    type: 'text',
    value: 'DATE',
    summary: 'fetch only the history since this date; older answers need the rest',
  },
  'no-atlas': { type: 'flag', summary: 'do not build the atlas of all bottles' },
  platform: {
    type: 'text',
    project: 'any',
    value: 'OS/ARCH',
    summary: 'platform of the image, e.g. linux/arm64/v8',
  },
  'os-version': {
    type: 'text',
    value: 'VERSION',
    summary: 'system version of the image, as Windows images give it: 10.0.17763',
  },
  tag: {
    type: 'text',
    value: 'NAME:TAG',
    summary: 'name for the image when it is loaded',
  },
  format: {
    type: 'text',
    project: 'any',
    value: 'FORM',
    choices: ['archive', 'oci-dir'],
    standard: 'archive',
    summary: 'a tar for docker load, or an OCI layout as a folder',
  },
  creds: {
    type: 'text',
    value: '-',
    choices: ['-'],
    summary: 'read USER:PASSWORD for the registry from standard input',
  },
  'from-file': {
    type: 'list',
    project: 'path',
    value: 'FILE',
    summary: 'read names from a file, one per line; - for standard input',
  },
  brewfile: {
    type: 'list',
    project: 'path',
    value: 'FILE',
    summary: 'read names from the brew lines of a Brewfile',
  },
  output: {
    type: 'text',
    project: 'path',
    alias: 'o',
    value: 'PATH',
    summary:
      'where to write results: a folder, a file for a single result, or - for standard output',
  },
  receipt: {
    type: 'text',
    value: 'FILE',
    summary: 'write a receipt: what was fetched and from where',
  },
  against: {
    type: 'text',
    value: 'FILE',
    summary: 'receipt of an earlier pull, to verify what it fetched',
  },
  'network-label': {
    type: 'text',
    value: 'TEXT',
    summary: 'name of this network in the receipt, e.g. home, tor',
  },
  country: { type: 'text', value: 'CODE', summary: 'country of this network in the receipt' },
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
    value: 'FILE',
    summary: "Sigstore's keys, instead of those built into brewpull",
  },
  'attestation-api': {
    type: 'text',
    value: 'URL',
    standard: 'https://api.github.com',
    summary: 'the server to ask for attestations',
  },
  'api-data': {
    type: 'text',
    value: 'FILE',
    summary: 'signed data from formulae.brew.sh (a .jws.json), as one more witness',
  },
  registry: {
    type: 'text',
    value: 'URL',
    standard: 'https://ghcr.io',
    summary: 'registry to use instead of ghcr.io',
  },
  'insecure-registry': {
    type: 'list',
    value: 'HOST[:PORT]',
    separator: ',',
    summary: 'a host that may be used without TLS, over http; repeatable',
  },
  'auth-host': {
    type: 'list',
    value: 'HOST[:PORT]',
    separator: ',',
    summary:
      'a token server that may receive the credentials of a registry on another host; repeatable',
  },
  'cache-dir': { type: 'text', value: 'DIR', summary: 'where to keep downloads and histories' },
  'older-than': {
    type: 'text',
    value: 'DAYS',
    standard: '0',
    summary: 'remove only what was not used for this many days',
  },
  concurrency: {
    type: 'text',
    project: 'any',
    value: 'N',
    standard: '4',
    summary: 'how many downloads run at once',
  },
  proxy: {
    type: 'text',
    value: 'URL',
    summary: 'proxy, e.g. socks5h://127.0.0.1:9050; else HTTPS_PROXY, ALL_PROXY, NO_PROXY',
  },
  'ca-file': { type: 'text', value: 'FILE', summary: 'more certificate authorities, in PEM form' },
  offline: { type: 'flag', project: 'on', summary: 'use only what is in the cache' },
  'dry-run': { type: 'flag', summary: 'show what would be fetched, fetch nothing' },
  json: { type: 'flag', project: 'any', summary: 'write results as JSON' },
  quiet: { type: 'flag', alias: 'q', summary: 'show only errors' },
  verbose: { type: 'count', project: 'any', alias: 'v', summary: 'show more' },
  debug: { type: 'flag', summary: 'show every request, and the causes of errors' },
  color: {
    type: 'text',
    project: 'any',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    standard: 'auto',
    summary: 'colour on standard error and in tables',
  },
  'no-progress': { type: 'flag', project: 'any', summary: 'show no progress' },
} as const satisfies Record<string, OptionSpec>;

/** The long name of an option. */
export type OptionName = keyof typeof OPTIONS;

/** Every option's name. */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

/** Tells whether a text is the long name of an option. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Gives what is known about an option. */
export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}
