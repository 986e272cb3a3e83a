import { expect, test } from 'vitest';

import { writeAnswers } from '../support/answers/write-answers.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServer, type Handler } from '../support/http/fault-server.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

/** Far less than a request waits for an answer, far more than a busy machine needs to end a run. */
const LIMIT_MS = 5_000;

const world = once(() => startClosureWorld());

/** A home with a bundle and a file of answers. */
const home = once(async (): Promise<CliHome> => {
  const made = await cliHome(world());
  await made.run(['bundle', 'app', '--target', 'big_sur', '-o', 'b.tar']);
  await writeAnswers(made.at('work/core.answers'));
  return made;
});

const SERVERS: readonly (readonly [string, Handler])[] = [
  ['never answers', () => undefined],
  [
    'sends a byte now and then',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.once('close', () => clearInterval(timer));
    },
  ],
];

/** Where a line runs, and the server it asks. */
interface Place {
  readonly cache: string;
  readonly url: URL;
}

function vim(command: string, { cache, url }: Place): readonly string[] {
  const target = ['--macos', '11', '--arch', 'amd64', '--history', 'registry'];
  return [command, 'vim', ...target, '--registry', url.href, '--cache-dir', cache];
}

const LINES: readonly (readonly [string, (place: Place) => readonly string[]])[] = [
  ['pull', (place) => vim('pull', place)],
  ['resolve', (place) => vim('resolve', place)],
  ['plan', (place) => vim('plan', place)],
  ['lock', (place) => vim('lock', place)],
  ['bundle', (place) => [...vim('bundle', place), '-o', 'new.tar']],
  ['mirror', (place) => [...vim('mirror', place), '-o', 'tree']],
  ['push', ({ url }) => ['push', home().at('work/b.tar'), url.href]],
  ['image', ({ url, cache }) => ['image', `${url.host}/a/b:1`, '-o', 'i', '--cache-dir', cache]],
  ['image list', ({ url }) => ['image', 'list', `${url.host}/a/b`]],
  [
    'atlas fetch',
    ({ url, cache }) => ['atlas', 'fetch', `${url.host}/a/b:1`, '--cache-dir', cache],
  ],
  [
    'atlas push',
    ({ url }) => ['atlas', 'push', home().at('work/core.answers'), `${url.host}/a/b:1`],
  ],
  ['doctor', ({ url, cache }) => ['doctor', '--registry', url.href, '--cache-dir', cache]],
];

const cases = LINES.flatMap(([what, line]) =>
  SERVERS.map(([how, handler]) => ({ what, line, how, handler })),
);

test.each(cases)(
  '$what, asking a server that $how, ends at once when it is interrupted',
  async ({ line, handler }) => {
    let interrupt = (): void => undefined;
    let sinceMs = 0;
    await using server = await startServer((request, response, count) => {
      handler(request, response, count);
      if (count > 1) return;
      setTimeout(() => {
        sinceMs = performance.now();
        interrupt();
      }, 200);
    });
    await using own = await cliHome();
    const { code, stderr } = await runCli(line({ cache: own.cache, url: server.url }), {
      cwd: own.work,
      onStart: (stop) => {
        interrupt = stop;
      },
    });

    expect(`${code}: ${stderr}`).toMatch(/^130: /);
    expect(performance.now() - sinceMs).toBeLessThan(LIMIT_MS);
    expect(await own.placed()).toEqual([]);
  },
);
