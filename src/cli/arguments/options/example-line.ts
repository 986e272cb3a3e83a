import type { Command } from '../../command.ts';
import type { OptionName } from './options.ts';
import { optionSpec } from './options.ts';

/** What an option may be given, where neither its choices nor its standard say it. */
const VALUES: Readonly<Partial<Record<OptionName, string>>> = {
  output: 'bottles',
  macos: '11',
  arch: 'amd64',
  target: 'big_sur',
  before: '2023-09-01',
  since: '2023-01-01',
  at: 'HEAD',
  history: 'registry',
  atlas: 'homebrew-core.answers',
  'tap-dir': '~/homebrew-core',
  'from-file': 'names.txt',
  brewfile: 'Brewfile',
  lock: 'brewpull.lock.json',
  update: 'vim',
  proxy: 'http://proxy.example.org:3128',
  'ca-file': 'authority.pem',
  'cache-dir': '~/bottles-cache',
  receipt: 'home.json',
  against: 'home.json',
  'network-label': 'home',
  registry: 'https://registry.example.org',
  ssh: '~/.ssh/id_ed25519',
  minisign: '~/.minisign/minisign.key',
  gpg: 'alice@example.org',
  'allowed-signers': 'signers',
  revoked: 'revoked.pub',
  'minisign-key': 'alice.pub',
  'gpg-key': 'alice.asc',
  'require-signatures': '3',
  split: '4G',
  platform: 'linux/amd64',
  tap: 'hashicorp/tap',
  host: '0.0.0.0',
  html: 'page.html',
  'older-than': '30',
};

/** Gives the first example of a command as a line to type. */
export function exampleOf(command: Command): string {
  return (command.examples[0]?.[0] ?? `$0 ${command.name}`).replace('$0', 'brewpull');
}

/** Gives a line to type in which a command has an option. */
export function exampleWith(command: Command, option: OptionName): string {
  const spec = optionSpec(option);
  const value = VALUES[option] ?? spec.choices?.[0] ?? spec.standard ?? spec.value ?? 'VALUE';
  const example = exampleOf(command);
  const isThere = [`--${option}`, `-${spec.alias ?? option}`].some((word) =>
    example.split(' ').includes(word),
  );
  if (isThere) return example;
  const fitting = option === 'target' ? example.replaceAll(/ --(?:macos|arch) \S+/g, '') : example;
  return `${fitting} --${option} ${value}`;
}
