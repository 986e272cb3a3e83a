import type { Server } from 'node:http';
import { isIP } from 'node:net';
import { makeCoreTaps, type CoreTap } from '../../../mirror/serve/core-tap.ts';
import { coreTapPath } from '../../../mirror/serve/mirror-routes.ts';
import { createMirrorServer } from '../../../mirror/serve/mirror.ts';
import { onAbort } from '../../../core/abort.ts';
import { UsageError } from '../../../core/errors.ts';
import { openSoundBottles } from '../../../bundle/verify/open-sound-bundle.ts';
import { wordsOf } from '../../../store/store-failure.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { formatCount } from '../../render/count.ts';
import { brewEnvironment, coreTapCommand, renderEnvironment } from './serve-text.ts';
import { addressesOf } from './addresses.ts';
import { logRequests } from './request-log.ts';
import type { Session } from '../../session.ts';

const STANDARD_PORT = 8750;

/** Runs `brewpull serve` until it is interrupted. */
export const runServe: RunCommand = async (args, session) => {
  const path = session.resolvePath(args.positionals[0] ?? '');
  if (args.positionals.length !== 1) {
    throw new UsageError('serve takes one bundle', { hint: 'Run brewpull serve bundle.tar.' });
  }
  const host = args.text('host') ?? '127.0.0.1';
  const port = args.count('port', { min: 0, max: 65_535 }) ?? STANDARD_PORT;
  const reader = await openSoundBottles(path, session.onEvent);
  session.defer(() => reader.close());
  const coreTaps = await makeCoreTaps(reader);
  const server = await createMirrorServer(reader, coreTaps, (message) => {
    session.progress.say(`brewpull: answered with 500: ${message}`);
  });
  if (session.verbosity.verbose || session.verbosity.debug) {
    logRequests(server, (line) => session.progress.say(session.errorStyle.dim(line)));
  }
  await listen(server, host, port);
  session.defer(() => stop(server));
  const urls = addressesOf(server).map((address) => new URL(`http://${address}/`));
  const bottles = reader.contents.targets.flatMap(({ items }) => items).length;
  await announce(urls, { bottles, coreTaps }, session);
  await interrupted(session.signal);
  session.note('stopped');
  return EXIT.interrupted;
};

/** What is served. */
interface Served {
  readonly bottles: number;
  readonly coreTaps: readonly CoreTap[];
}

async function announce(
  urls: readonly URL[],
  { bottles, coreTaps }: Served,
  session: Session,
): Promise<void> {
  const [url] = urls;
  if (url === undefined) throw new Error('Internal error: a server without an address');
  const environment = brewEnvironment(url);
  await session.answer({
    json: () => ({
      url: url.href,
      urls: urls.map(({ href }) => href),
      environment,
      bottles,
      coreTaps: coreTaps.map(({ bottleTag, sha256 }) => ({
        bottleTag,
        url: new URL(coreTapPath(bottleTag), url).href,
        sha256,
      })),
    }),
    verbatim: () => {
      session.note(`serving ${formatCount(bottles, 'bottle', 'bottles')} at ${url.href}`);
      for (const other of urls.slice(1)) session.note(`also at ${other.href}`);
      session.note('On the Mac, for a brew whose homebrew-core has the versions of this bundle:');
      return renderEnvironment(environment);
    },
    notes: [
      ...coreTaps.flatMap((tap) => [
        `First, on a Mac for ${tap.bottleTag} without homebrew-core:`,
        `  ${coreTapCommand(url, tap)}`,
      ]),
      `From another machine: brewpull NAME --registry ${url.origin}`,
      'Ctrl-C ends it.',
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

/** Ends at once: a client that was in the middle asks again. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise((done) => {
    server.close(done);
  });
  server.closeAllConnections();
  await closed;
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    onAbort(signal, done);
  });
}
