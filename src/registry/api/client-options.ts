import type { EventSink } from '../../core/events.ts';
import type { Clock } from '../../http/clock.ts';
import type { NamedHost } from '../../http/hosts/named-host.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import type { CredentialSource } from '../auth/credentials.ts';
import type { ApiPlaces } from './api-places.ts';
import type { RegistrySigns } from './registry-signs.ts';

/** The options of a client that talks to registries over HTTP. */
export interface RegistryClientOptions {
  readonly transport: HttpTransport;
  readonly credentials: CredentialSource;
  /** Token servers that may receive the credentials of registries in other domains. */
  readonly authHosts?: readonly NamedHost[] | undefined;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
  /** What this run knows about servers, for clients that share it. */
  readonly signs?: RegistrySigns;
  /** Finds where each API is; if undefined, it is where its URL says. */
  readonly places?: ApiPlaces;
}
