import type { OptionSpec } from './option.ts';

/** Every option of every command; one name means one thing everywhere. */
const OPTIONS = {
  macos: {
    type: 'text',
    value: 'RELEASE',
    summary: 'macOS of the target: 11, 11.7, big_sur, "Big Sur"',
  },
  arch: {
    type: 'text',
    value: 'ARCH',
    summary: 'architecture of the target: amd64 (x86_64, intel) or arm64 (aarch64, apple)',
  },
  target: {
    type: 'list',
    value: 'TAG',
    summary: 'target as a bottle tag, e.g. big_sur or x86_64_linux; repeatable',
  },
  exact: { type: 'flag', summary: 'take no bottle that was built for an older macOS' },
  history: {
    type: 'text',
    value: 'SOURCE',
    choices: ['auto', 'git', 'registry'],
    standard: 'auto',
    summary: 'where versions are looked up',
  },
  'tap-dir': {
    type: 'list',
    value: 'DIR',
    separator: ':',
    summary:
      'an existing clone of the tap that its remote names, else of homebrew/core, or user/tap=DIR; never changed; repeatable',
  },
  before: { type: 'text', value: 'DATE', summary: 'answer as history stood before this date' },
  at: { type: 'text', value: 'COMMIT', summary: 'answer as history stood at this commit' },
  'allow-unsure': {
    type: 'flag',
    summary: 'take an answer that an unreadable state makes unsure, with a warning',
  },
  all: { type: 'flag', summary: 'show everything, not only the newest' },
  explain: { type: 'flag', summary: 'say why: the commits, their messages and links' },
  html: { type: 'text', value: 'FILE', summary: 'write a page to read in a browser' },
  csv: { type: 'flag', summary: 'write comma-separated values' },
  tap: { type: 'text', value: 'USER/NAME', standard: 'homebrew/core', summary: 'another tap' },
  closure: {
    type: 'text',
    value: 'MODE',
    choices: ['one-commit', 'newest', 'exact'],
    summary:
      'versions of dependencies: one commit with bottles for all (where there is one), the newest of each, or those built against',
  },
  deps: { type: 'flag', summary: 'pull the runtime dependencies as well' },
  prebuilt: {
    type: 'flag',
    summary: 'where a formula has no bottle and downloads a file that is ready to run, fetch that',
  },
  for: { type: 'text', value: 'FILE', summary: 'the Mac as brewpull probe described it' },
  split: { type: 'text', value: 'SIZE', summary: 'cut the tar into parts, e.g. 4G or fat32' },
  force: { type: 'flag', summary: 'replace what is there under that name' },
  inspect: { type: 'flag', summary: 'list what a bundle holds' },
  lock: {
    type: 'text',
    value: 'FILE',
    summary: 'take versions from this lock, and keep it up to date',
  },
  locked: { type: 'flag', summary: 'fail if the lock would change' },
  frozen: { type: 'flag', summary: 'use the lock alone: no history, no versions are looked up' },
  update: { type: 'list', value: 'NAME', summary: 'choose anew for this formula; repeatable' },
  host: { type: 'text', value: 'ADDRESS', standard: '127.0.0.1', summary: 'address to serve on' },
  port: { type: 'text', value: 'N', standard: '8750', summary: 'port to serve on' },
  'brew-version': { type: 'text', value: 'VERSION', summary: 'the brew of the Mac, e.g. 4.1.13' },
  remote: { type: 'text', value: 'URL', summary: 'where a tap is fetched from' },
  since: {
    type: 'text',
    value: 'DATE',
    summary: 'fetch history from this date on only; older answers then need the rest',
  },
  'no-atlas': { type: 'flag', summary: 'make no atlas of all bottles' },
  platform: {
    type: 'text',
    value: 'OS/ARCH',
    summary: 'platform of the image, e.g. linux/arm64/v8',
  },
  'os-version': {
    type: 'text',
    value: 'VERSION',
    summary: 'version of the system that the image is for, as Windows images name it: 10.0.17763',
  },
  tag: {
    type: 'text',
    value: 'NAME:TAG',
    summary: 'name that the image gets where it is loaded',
  },
  format: {
    type: 'text',
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
    value: 'FILE',
    summary: 'read names from a file, one a line; - for standard input',
  },
  brewfile: {
    type: 'list',
    value: 'FILE',
    summary: 'read names from the brew lines of a Brewfile',
  },
  output: {
    type: 'text',
    alias: 'o',
    value: 'PATH',
    summary: 'where results go: a folder, a file for a single result, or - for standard output',
  },
  receipt: { type: 'text', value: 'FILE', summary: 'write down what was fetched, from where' },
  against: {
    type: 'text',
    value: 'FILE',
    summary: 'the receipt of an earlier pull, to verify what it fetched',
  },
  'network-label': {
    type: 'text',
    value: 'TEXT',
    summary: 'name of this network in the receipt, e.g. home, tor',
  },
  country: { type: 'text', value: 'CODE', summary: 'country of this network in the receipt' },
  provenance: {
    type: 'flag',
    summary: "ask GitHub who built each bottle, and verify it by brew's rules",
  },
  'require-provenance': { type: 'flag', summary: 'refuse a bottle that nobody attests' },
  'trusted-root': {
    type: 'text',
    value: 'FILE',
    summary: "Sigstore's keys, in the place of those that are part of brewpull",
  },
  'attestation-api': {
    type: 'text',
    value: 'URL',
    standard: 'https://api.github.com',
    summary: 'whom to ask for attestations',
  },
  'api-data': {
    type: 'text',
    value: 'FILE',
    summary: 'signed data of formulae.brew.sh (a .jws.json), as one more witness',
  },
  registry: {
    type: 'text',
    value: 'URL',
    standard: 'https://ghcr.io',
    summary: 'registry to ask in the place of ghcr.io',
  },
  'insecure-registry': {
    type: 'list',
    value: 'HOST[:PORT]',
    separator: ',',
    summary: 'a host that may be asked without TLS, by http; repeatable',
  },
  'auth-host': {
    type: 'list',
    value: 'HOST[:PORT]',
    separator: ',',
    summary: 'a token server that may get the credentials of a registry elsewhere; repeatable',
  },
  'cache-dir': { type: 'text', value: 'DIR', summary: 'where downloads and histories are kept' },
  'older-than': {
    type: 'text',
    value: 'DAYS',
    standard: '0',
    summary: 'clean only what was not used for so many days',
  },
  concurrency: {
    type: 'text',
    value: 'N',
    standard: '4',
    summary: 'how many downloads run at once',
  },
  proxy: {
    type: 'text',
    value: 'URL',
    summary: 'proxy, e.g. socks5h://127.0.0.1:9050; else HTTPS_PROXY, ALL_PROXY, NO_PROXY',
  },
  'ca-file': { type: 'text', value: 'FILE', summary: 'further certificate authorities, as PEM' },
  offline: { type: 'flag', summary: 'use only what is in the cache' },
  'dry-run': { type: 'flag', summary: 'say what would be fetched, fetch nothing' },
  json: { type: 'flag', summary: 'write results as JSON' },
  quiet: { type: 'flag', alias: 'q', summary: 'say only errors' },
  verbose: { type: 'count', alias: 'v', summary: 'say more' },
  debug: { type: 'flag', summary: 'say every request, and the causes of errors' },
  color: {
    type: 'text',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    standard: 'auto',
    summary: 'colour on standard error and in tables',
  },
  'no-progress': { type: 'flag', summary: 'show no progress' },
} as const satisfies Record<string, OptionSpec>;

/** The long name of an option. */
export type OptionName = keyof typeof OPTIONS;

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

/** Tells whether a text is the long name of an option. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Gives what is known about an option. */
export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}
