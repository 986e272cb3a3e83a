import type { BrewpullEvent } from '../../../src/core/events.ts';
import type { Clock } from '../../../src/http/clock.ts';
import type { HttpTransport } from '../../../src/http/transport/exchange.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import { tempFolder, TempFolder } from '../temp-folder.ts';
import { loopbackReach } from './reach.ts';

/** A folder to download into, the transport for it, and the events and waits so far. */
export class Downloads extends TempFolder {
  readonly events: BrewpullEvent[] = [];
  readonly slept: number[] = [];
  readonly transport: HttpTransport;
  /** Never waits. */
  readonly clock: Clock = {
    now: () => Date.now(),
    random: () => 0,
    sleep: async (ms) => {
      this.slept.push(ms);
    },
  };

  constructor(path: string, transport: HttpTransport) {
    super(path);
    this.transport = transport;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.transport.close();
    await super[Symbol.asyncDispose]();
  }
}

/** Makes a place for downloads from this machine: `await using downloads = await startDownloads()`. */
export async function startDownloads(
  options: { readonly stallTimeoutMs?: number } = {},
): Promise<Downloads> {
  const { path } = await tempFolder();
  const transport = createTransport({
    reach: loopbackReach(),
    proxy: { http: undefined, https: undefined, exceptions: [] },
    certificateAuthorities: [],
    userAgent: 'test',
    ...options,
  });
  return new Downloads(path, transport);
}
