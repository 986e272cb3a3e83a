import { parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import { Reach, type Resolve } from '../../../src/http/hosts/reach.ts';

/** What else a user allows, and how names are looked up. */
export interface LoopbackReach {
  /** Hosts of `--insecure-registry`. */
  readonly insecure?: readonly string[];
  readonly resolve?: Resolve;
}

/** Returns what a user who named servers of this machine may reach. */
export function loopbackReach({ insecure = [], resolve }: LoopbackReach = {}): Reach {
  return new Reach({
    insecure: insecure.map((host) => parseNamedHost(host, '--insecure-registry')),
    named: ['127.0.0.1', 'localhost'].map((host) => parseNamedHost(host, '--registry')),
    ...(resolve === undefined ? {} : { resolve }),
  });
}

/** Looks names up in a table, as a name server would answer; other names do not exist. */
export function resolveBy(table: Readonly<Record<string, readonly string[]>>): Resolve {
  return (hostname, _options, callback) => {
    const found = table[hostname];
    if (found === undefined) {
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
        code: 'ENOTFOUND',
        hostname,
      });
      setImmediate(() => callback(error, []));
      return;
    }
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => callback(null, addresses));
  };
}
