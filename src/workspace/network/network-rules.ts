import { namedHost, parseNamedHost, type NamedHost } from '../../http/hosts/named-host.ts';
import { parseRegistryOverride, type RegistryRoot } from '../../registry/address.ts';
import type { BrewpullOptions } from '../options.ts';

/** What a run may ask, as its options say. */
export interface NetworkRules {
  /** Hosts that may be asked without TLS. */
  readonly insecure: readonly NamedHost[];
  /** Token servers that may be sent the credentials of registries elsewhere. */
  readonly authHosts: readonly NamedHost[];
  /** Hosts that the user named, and those that brewpull asks by itself. */
  readonly named: readonly NamedHost[];
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Servers that brewpull asks by itself. On some networks their names lead to a proxy inside. */
const OWN_HOSTS = [
  'ghcr.io',
  'api.github.com',
  // Archives of Homebrew itself, which the first redirects to the second.
  'github.com',
  'codeload.github.com',
  // Homebrew's advisories.
  'formulae.brew.sh',
  'registry-1.docker.io',
  'auth.docker.io',
];

/** The options that say which servers may be asked. */
type NetworkOptions = Pick<
  BrewpullOptions,
  'registry' | 'insecureRegistries' | 'authHosts' | 'namedRegistries' | 'provenance'
>;

/** Reads the options that say which servers may be asked. Throws `UsageError`. */
export function readNetworkRules({
  registry,
  insecureRegistries = [],
  authHosts: auth = [],
  namedRegistries = [],
  provenance,
}: NetworkOptions): NetworkRules {
  const insecure = insecureRegistries.map((host) => parseNamedHost(host, '--insecure-registry'));
  const authHosts = auth.map((host) => parseNamedHost(host, '--auth-host'));
  const override = registry === undefined ? undefined : parseRegistryOverride(registry, insecure);
  const urls = [override?.registry, provenance?.api, ...namedRegistries];
  const named = [
    ...OWN_HOSTS.map((hostname) => ({ hostname, port: undefined })),
    ...urls.flatMap((url) => (url === undefined ? [] : [namedHost(url)])),
    ...insecure,
    ...authHosts,
  ];
  return { insecure, authHosts, named, override };
}
