import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { InsecureRedirectError } from '../../core/errors.ts';
import { isLoopback } from './loopback.ts';
import { isNamed, type NamedHost } from './named-host.ts';
import { mayBePlain } from './plain-http.ts';
import { isInsideHost, isLoopbackAddress, mayBeResolvedTo } from './special-address.ts';

/** Which hosts the user named. */
export interface ReachRules {
  /** Hosts that may be asked without TLS. */
  readonly insecure: readonly NamedHost[];
  /** Hosts that may be inside a network: those of the command line, and those that are brewpull's own to ask. */
  readonly named: readonly NamedHost[];
  /** By default the system's. */
  readonly resolve?: Resolve;
}

/** Looks up the addresses of a name, as Node's `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** What a connection may lead to: `anywhere`, or `outside` of private networks alone. */
export type Range = 'anywhere' | 'outside';

/**
 * Decides which servers may be asked. Plain http leads to this machine and to hosts named for it; addresses inside a
 * network are for hosts that the user named, and for what servers inside name themselves. Everything else, as from a
 * formula, a redirect or a challenge, leads outside, whatever its name resolves to.
 */
export class Reach {
  readonly #rules: ReachRules;
  readonly #resolve: Resolve;
  /** Hosts that were found inside, each reached rightly. */
  readonly #inside = new Set<string>();

  constructor(rules: ReachRules) {
    this.#rules = rules;
    this.#resolve = rules.resolve ?? systemLookup;
  }

  /**
   * Gives how far a request may lead; `namedBy` is the server that named its URL. Throws {@link InsecureRedirectError}
   * when it may not be sent at all.
   */
  rangeOf(url: URL, namedBy: URL | undefined): Range {
    const { insecure, named } = this.#rules;
    if (url.protocol === 'http:' && !mayBePlain(url, insecure)) {
      throw refuse(url.host, namedBy, 'a server without TLS');
    }
    if (isNamed(url, [...named, ...insecure]) || this.#isInside(namedBy)) return 'anywhere';
    if (isInsideHost(url)) throw refuse(url.host, namedBy, INSIDE);
    return 'outside';
  }

  /**
   * Gives the lookup for connections of a range: it gives the addresses that they may lead to, so that what was checked is
   * what is connected to. Fails with {@link InsecureRedirectError} where a name has none.
   */
  lookup(range: Range): LookupFunction {
    return (hostname, options, callback) => {
      this.#resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) {
          callback(error, []);
          return;
        }
        const addresses = found.filter(({ address }) => this.#mayLeadTo(address, hostname, range));
        const [first] = addresses;
        if (first === undefined) callback(refuse(hostname, undefined, INSIDE), []);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }

  #mayLeadTo(address: string, hostname: string, range: Range): boolean {
    // Plain http is for this machine because nothing is on the way, whatever its name resolves to.
    if (/^localhost\.?$/i.test(hostname)) return isLoopbackAddress(address);
    if (mayBeResolvedTo(address)) return true;
    if (range === 'anywhere') this.#inside.add(hostname.toLowerCase());
    return range === 'anywhere';
  }

  #isInside(server: URL | undefined): boolean {
    if (server === undefined) return false;
    return isLoopback(server) || isInsideHost(server) || this.#inside.has(server.hostname);
  }
}

const INSIDE = 'an address of a private network';

function refuse(host: string, namedBy: URL | undefined, what: string): InsecureRedirectError {
  const said =
    namedBy === undefined ? `${host} is ${what}` : `${namedBy.host} leads to ${host}, ${what}`;
  return new InsecureRedirectError(said, {
    hint: `Nothing was sent there. If it is yours, name it: --insecure-registry ${host}`,
  });
}
