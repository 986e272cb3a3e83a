import type { HttpTransport } from '../../http/transport/exchange.ts';
import { systemClock } from '../../http/clock.ts';
import { parseProxySettings } from '../../http/proxy/proxy-settings.ts';
import { TOOL } from '../../core/tool.ts';
import { Reach } from '../../http/hosts/reach.ts';
import { ApiPlaces } from '../../registry/api/api-places.ts';
import { RegistrySigns } from '../../registry/api/registry-signs.ts';
import { firstCredentials, type CredentialSource } from '../../registry/auth/credentials.ts';
import { dockerCredentials } from '../../registry/auth/docker-credentials.ts';
import { homebrewCredentials } from '../../registry/auth/homebrew-credentials.ts';
import type { RegistryClientOptions } from '../../registry/api/client-options.ts';
import { RegistryClient } from '../../registry/client.ts';
import type { NetworkRules } from './network-rules.ts';
import type { BrewpullOptions } from '../options.ts';

/** The parts that talk to servers. */
export interface Network {
  readonly transport: HttpTransport;
  readonly client: RegistryClient;
  /** The options that the client was made with. */
  readonly access: RegistryClientOptions & { readonly places: ApiPlaces };
}

/**
 * Opens the network, or one that reaches no server with `offline`; the caller closes the transport. Throws `UsageError` for an
 * invalid proxy.
 */
export async function openNetwork(
  options: BrewpullOptions,
  { insecure, authHosts, named, override }: NetworkRules,
): Promise<Network> {
  const { environment, onEvent, signal, offline } = options;
  const proxy = parseProxySettings({ flag: options.proxy, environment });
  // The HTTP library is the largest that brewpull uses, and answers from history do not need it.
  const { createTransport, createOfflineTransport } =
    await import('../../http/transport/transport.ts');
  const direct = offline
    ? createOfflineTransport()
    : createTransport({
        proxy,
        reach: new Reach({ insecure, named }),
        certificateAuthorities: options.certificateAuthorities,
        userAgent: `${TOOL.name}/${TOOL.version}`,
      });
  const { bytesPerSecond } = options;
  const transport =
    bytesPerSecond === undefined
      ? direct
      : (await import('../../http/transport/paced-transport.ts')).paceTransport(
          direct,
          bytesPerSecond,
          systemClock,
        );
  const machine = [homebrewCredentials(environment), dockerCredentials(environment)];
  const credentials = withGiven(options.credentials, firstCredentials(machine));
  const asking = { transport, credentials, authHosts, clock: systemClock, onEvent, signal };
  const signs = new RegistrySigns(asking);
  const access = { ...asking, signs, places: new ApiPlaces(signs, override) };
  return { transport, client: new RegistryClient(access), access };
}

/** Puts the credentials given for this run before all others for their registry, including those that are sent unasked. */
function withGiven(
  given: BrewpullOptions['credentials'],
  machine: CredentialSource,
): CredentialSource {
  if (given === undefined) return machine;
  const { origin, user, password } = given;
  return {
    find: async (registry, repository) =>
      registry.origin === origin
        ? { kind: 'basic', user, password }
        : machine.find(registry, repository),
    findEager: (registry) =>
      registry.origin === origin ? undefined : machine.findEager?.(registry),
  };
}
