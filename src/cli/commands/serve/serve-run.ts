import { isIP, type Server } from 'node:net';

import { onAbort } from '../../../core/abort.ts';
import { UsageError } from '../../../core/errors.ts';
import { createMirrorServer } from '../../../mirror/serve/mirror-server.ts';
import { brewEnvironment, environmentLines, TOKEN } from '../../../mirror/serve/page/brew-lines.ts';
import { wordsOf } from '../../../store/store-failure.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { formatCount } from '../../render/count.ts';
import { addressesOf, urlOf } from './addresses.ts';
import { logRequest } from './request-log.ts';
import { readServerKeys, readServerToken } from './serve-access.ts';
import { toServeJson } from './serve-json.ts';
import { coreTapCommand } from './serve-text.ts';
import { openServed, type Served } from './served-site.ts';
import type { Session } from '../../session.ts';

const STANDARD_PORT = 8750;

/** Runs `brewpull serve` until it is interrupted. */
export const runServe: RunCommand = async (args, session) => {
  const path = session.resolvePath(args.positionals[0] ?? '');
  if (args.positionals.length !== 1) {
    throw new UsageError('serve takes one bundle or mirror', {
      hint: 'Run brewpull serve bundle.tar.',
    });
  }
  const host = args.text('host') ?? '127.0.0.1';
  const port = args.count('port', { min: 0, max: 65_535 }) ?? STANDARD_PORT;
  const keys = await readServerKeys(args, session);
  const token = await readServerToken(args, session);
  const served = await openServed(path, session);
  const hasToken = token !== undefined;
  const { verbose, debug } = session.verbosity;
  const sayDim = (line: string): void => session.progress.say(session.errorStyle.dim(line));
  const bounded = createMirrorServer(served.site, {
    keys,
    token,
    onFailure: (message) => session.progress.say(`brewpull: answered with 500: ${message}`),
    onRequest: (request, response) => {
      if (verbose || debug) logRequest(request, response, sayDim);
    },
  });
  await listen(bounded.server, host, port);
  session.defer(() => bounded.stop());
  const urls = addressesOf(bounded.server).map((address) => {
    if (keys === undefined) return urlOf('http', address);
    return urlOf('https', { ...address, host: keys.nameFor(address.host) });
  });
  if (keys?.warning !== undefined) session.note(`warning: ${keys.warning}`);
  const [first, ...others] = [...new Map(urls.map((url) => [url.href, url])).values()];
  if (first === undefined) throw new Error('Internal error: a server without an address');
  await announce([first, ...others], { ...served, hasToken }, session);
  await interrupted(session.signal);
  session.note('stopped');
  return EXIT.interrupted;
};

async function announce(
  urls: readonly [URL, ...URL[]],
  { hasToken, ...served }: Served & { readonly hasToken: boolean },
  session: Session,
): Promise<void> {
  const [url] = urls;
  const { kind, bottles, sumsSha256 } = served.site.stock;
  await session.answer({
    name: 'serve',
    json: () => toServeJson(served, urls, hasToken),
    verbatim: () => {
      session.note(`serving ${formatCount(bottles, 'bottle', 'bottles')} at ${url.href}`);
      for (const other of urls.slice(1)) session.note(`also at ${other.href}`);
      session.note(`On the Mac, for a brew whose homebrew-core has the versions of this ${kind}:`);
      return environmentLines(brewEnvironment(url))
        .map((line) => `${line}\n`)
        .join('');
    },
    notes: [
      ...(hasToken ? [`and the token of this server: export ${TOKEN}=…`] : []),
      ...served.coreTaps.flatMap((tap) => [
        `First, on a Mac for ${tap.bottleTag} without homebrew-core:`,
        `  ${coreTapCommand(url, tap, hasToken)}`,
      ]),
      `For the person at the Mac, in a browser: ${url.href}`,
      `To compare there (shasum -a 256 SHA256SUMS): ${sumsSha256}`,
      `From another machine: brewpull NAME --registry ${url.origin}`,
      'Press Ctrl-C to stop.',
    ],
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
      reject(
        new UsageError(`cannot serve at ${where}: ${reasonOf(error)}`, {
          cause: error,
          hint: 'Choose another with --host and --port; --port 0 takes a free one.',
        }),
      );
    });
    server.listen(port, host, done);
  });
}

const REASONS = new Map([
  ['EADDRINUSE', 'the port is in use'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'there is no such address'],
  ['EACCES', 'the system allows this port only to root'],
]);

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS.get(error.code ?? '') ?? wordsOf(error);
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    onAbort(signal, done);
  });
}
