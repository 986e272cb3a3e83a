import { namedHost, parseNamedHost, type NamedHost } from '../../http/hosts/named-host.ts';
import { parseRegistryOverride, type RegistryRoot } from '../../registry/address.ts';
import type { BrewpullOptions } from '../options.ts';

/** Which servers a run may ask, according to its options. */
export interface NetworkRules {
  /** Hosts that may be asked without TLS. */
  readonly insecure: readonly NamedHost[];
  /** Token servers that may receive the credentials of registries on other hosts. */
  readonly authHosts: readonly NamedHost[];
  /** Hosts that the user named, and those that brewpull asks on its own. */
  readonly named: readonly NamedHost[];
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Servers that brewpull asks on its own. On some networks their names resolve to an internal proxy. */
const OWN_HOSTS = [
  'ghcr.io',
  'api.github.com',
  // Archives of Homebrew itself: the first redirects to the second.
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
