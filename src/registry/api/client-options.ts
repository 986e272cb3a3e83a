import type { EventSink } from '../../core/events.ts';
import type { Clock } from '../../http/clock.ts';
import type { NamedHost } from '../../http/hosts/named-host.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import type { CredentialSource } from '../auth/credentials.ts';
import type { ApiPlaces } from './api-places.ts';
import type { RegistrySigns } from './registry-signs.ts';

/** A registry that is asked over HTTP. */
export interface RegistryClientOptions {
  readonly transport: HttpTransport;
  readonly credentials: CredentialSource;
  /** Token servers that may be sent the credentials of registries elsewhere. */
  readonly authHosts?: readonly NamedHost[] | undefined;
  readonly clock: Clock;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
  /** What is known of servers in this run, for clients that share it. */
  readonly signs?: RegistrySigns;
  /** Where APIs are; without it each is where its URL says. */
  readonly places?: ApiPlaces;
}
