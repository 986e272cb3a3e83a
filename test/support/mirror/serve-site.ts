import {
  createMirrorServer,
  type MirrorServerOptions,
} from '../../../src/mirror/serve/mirror-server.ts';
import type { Site } from '../../../src/mirror/serve/route.ts';

/** A site served on a free port of loopback. */
export interface ServedSite extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  /** The files that were reported as no longer what was checked. */
  readonly failures: readonly string[];
  /** Ends the server and its connections. */
  stop(): Promise<void>;
}

/** Serves a site until it is disposed of. */
export async function serveSite(
  site: Site,
  options: Partial<MirrorServerOptions> = {},
): Promise<ServedSite> {
  const failures: string[] = [];
  const bounded = createMirrorServer(site, {
    onFailure: (message) => failures.push(message),
    ...options,
  });
  await new Promise<void>((resolve) => {
    bounded.server.listen(0, '127.0.0.1', resolve);
  });
  const address = bounded.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const scheme = options.keys === undefined ? 'http' : 'https';
  return {
    port: address.port,
    origin: `${scheme}://127.0.0.1:${address.port}`,
    failures,
    stop: () => bounded.stop(),
    [Symbol.asyncDispose]: () => bounded.stop(),
  };
}
