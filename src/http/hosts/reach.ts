import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { InsecureRedirectError } from '../../core/errors.ts';
import { isLoopback } from './loopback.ts';
import { isNamed, type NamedHost } from './named-host.ts';
import { mayBePlain } from './plain-http.ts';
import { isInsideHost, isLoopbackAddress, mayBeResolvedTo } from './special-address.ts';

/** The hosts that the user named. */
export interface ReachRules {
  /** Hosts that may be reached without TLS. */
  readonly insecure: readonly NamedHost[];
  /** Hosts that may be on a private network: those from the command line, and those brewpull itself has to ask. */
  readonly named: readonly NamedHost[];
  /** Defaults to the system's lookup. */
  readonly resolve?: Resolve;
}

/** A function that looks up the addresses of a name, like Node's `dns.lookup`. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Where a connection may go: `anywhere`, or only `outside` of private networks. */
export type Range = 'anywhere' | 'outside';

/**
 * Decides which servers may be contacted. Plain http is only for this machine and hosts allowed for it; private addresses are
 * only for hosts that the user named, and for URLs named by servers on a private network. Everything else, such as a URL from a
 * formula, a redirect or a challenge, must lead outside, whatever its name resolves to.
 */
export class Reach {
  readonly #rules: ReachRules;
  readonly #resolve: Resolve;
  /** Hosts that resolved to a private address and were allowed to. */
  readonly #inside = new Set<string>();

  constructor(rules: ReachRules) {
    this.#rules = rules;
    this.#resolve = rules.resolve ?? systemLookup;
  }

  /**
   * Returns where a request may go; `namedBy` is the server that named its URL. Throws {@link InsecureRedirectError} if it may
   * not be sent at all.
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
   * Returns the lookup for connections of a range. It returns only allowed addresses, so a connection goes to an address that was
   * checked. Fails with {@link InsecureRedirectError} if a name has none.
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
    // Plain http to this machine is allowed because nothing is in between, so `localhost` must resolve to it.
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
