import type { Command } from '../../command.ts';
import type { OptionName } from './options.ts';
import { optionSpec, wordOf } from './options.ts';

/** Example values for options; preferred to their choices and their default. */
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
  'update-of': 'bundle.tar',
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

/** Returns the first example of a command as a line to type. */
export function exampleOf(command: Command): string {
  return (command.examples[0]?.[0] ?? `$0 ${command.name}`).replace('$0', 'brewpull');
}

/** Returns a line to type for a command with an option. */
export function exampleWith(command: Command, option: OptionName): string {
  const spec = optionSpec(option);
  const value = VALUES[option] ?? spec.choices?.[0] ?? spec.standard ?? spec.value ?? 'VALUE';
  const example = exampleOf(command);
  const isThere = [`--${wordOf(option)}`, `-${spec.alias ?? option}`].some((word) =>
    example.split(' ').includes(word),
  );
  if (isThere) return example;
  const fitting = option === 'target' ? example.replaceAll(/ --(?:macos|arch) \S+/g, '') : example;
  return `${fitting} --${wordOf(option)} ${value}`;
}
