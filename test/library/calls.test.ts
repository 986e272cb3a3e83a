import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { BrewpullError } from '../../src/core/errors.ts';
import type { BrewpullEvent } from '../../src/core/events.ts';
import type { BrewpullLibrary } from '../../src/library/brewpull-library.ts';
import { openBrewpull } from '../../src/library/open-brewpull.ts';
import type { LibraryOptions } from '../../src/library/options.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(() => startVimWorld({ fillerBytes: 300_000 }));
const targets = ['big_sur'];

function openIn(home: CliHome, more: LibraryOptions = {}): BrewpullLibrary {
  return openBrewpull({
    tapDirectory: world().tap.path,
    registry: world().registry.url.href,
    cacheDirectory: home.cache,
    environment: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
    packagedAnswers: false,
    ...more,
  });
}

test('a bundle reports its progress, is aborted halfway, and is completed by the next call', async () => {
  await using home = await cliHome();
  const heard: BrewpullEvent[] = [];
  const brewpull = openIn(home, { onEvent: (event) => heard.push(event) });
  const stop = new AbortController();
  const request = { formulae: ['vim'], targets, output: home.at('vim.tar') };
  const aborted = brewpull.bundle(request, {
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'download-progress') stop.abort();
    },
  });

  await expect(aborted).rejects.toMatchObject({
    code: 'ABORTED',
    hint: expect.stringContaining('resumes'),
  });
  expect(existsSync(home.at('vim.tar'))).toBe(false);
  expect(heard.map(({ type }) => type)).toContain('download-started');
  heard.length = 0;
  const made = await brewpull.bundle(request);
  expect(made).toMatchObject({ status: 'written', paths: [home.at('vim.tar')] });
  expect(heard).toContainEqual(
    expect.objectContaining({ type: 'download-done', file: expect.stringContaining('vim--9.0') }),
  );
  expect((await readdir(home.path)).toSorted()).toEqual(['cache', 'vim.tar', 'work']);
  await brewpull.close();
});

test('an aborted mirror throws or says so in its answer, and the next call completes it', async () => {
  await using home = await cliHome();
  const brewpull = openIn(home, { concurrency: 1 });
  const stop = new AbortController();
  const request = { formulae: ['vim'], targets: ['big_sur', 'ventura'], output: home.at('tree') };
  const aborted = brewpull.mirror(request, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'step' && event.step.kind === 'mirror') stop.abort();
    },
  });
  const ended = await aborted.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof BrewpullError ? error.code : error),
  );

  expect(['ABORTED', 'interrupted']).toContain(ended);
  expect(await brewpull.mirror(request)).toMatchObject({ status: 'complete', bottles: 2 });
});

test('a call whose signal is already aborted does nothing', async () => {
  await using home = await cliHome();
  const brewpull = openIn(home);
  const call = { signal: AbortSignal.abort() };

  await expect(brewpull.resolve({ formulae: ['vim'], targets }, call)).rejects.toMatchObject({
    code: 'ABORTED',
  });
  expect(existsSync(home.cache)).toBe(false);
});

test('calls run at the same time, each with its own listener and signal', async () => {
  await using home = await cliHome();
  const brewpull = openIn(home);
  const stop = new AbortController();
  const heard: string[] = [];
  const [ended, done] = await Promise.allSettled([
    brewpull.pull(
      { formulae: ['vim'], targets, output: home.at('one') },
      {
        signal: stop.signal,
        onEvent: ({ type }) => {
          if (type === 'download-progress') stop.abort();
        },
      },
    ),
    brewpull.pull(
      { formulae: ['vim'], targets: ['ventura'], output: home.at('two') },
      { onEvent: (event) => event.type === 'download-done' && heard.push(event.file) },
    ),
  ]);

  expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED' } });
  expect(done).toMatchObject({ status: 'fulfilled', value: { results: [{ status: 'pulled' }] } });
  expect(heard).toEqual([expect.stringContaining('ventura')]);
});

test('closing a server ends only that one, and closing the library ends the rest', async () => {
  await using home = await cliHome();
  const brewpull = openIn(home);
  await brewpull.bundle({ formulae: ['vim'], targets, output: home.at('vim.tar') });
  const serving = await brewpull.serve({ path: home.at('vim.tar'), port: 0 });
  const other = await brewpull.serve({ path: home.at('vim.tar'), port: 0 });
  const answers = await fetch(new URL('v2/', serving.answer.url));
  expect(answers.status).toBe(200);
  expect(serving.answer).toMatchObject({ kind: 'bundle', bottles: 1, hasToken: false });
  await serving.close();
  await expect(fetch(serving.answer.url)).rejects.toThrow('fetch failed');
  expect((await fetch(new URL('v2/', other.answer.url))).status).toBe(200);
  await brewpull.close();
  await expect(fetch(other.answer.url)).rejects.toThrow('fetch failed');
});

test.each<[string, (brewpull: BrewpullLibrary) => Promise<unknown>, string]>([
  [
    'a text for a list',
    // @ts-expect-error -- a program without types
    (brewpull) => brewpull.resolve({ formulae: 'vim', targets }),
    'what is asked for must be a list of strings',
  ],
  [
    'an option that there is not',
    // @ts-expect-error -- a program without types
    (brewpull) => brewpull.resolve({ formulae: ['vim'], targets, withBrew: true }),
    'resolve has no option --with-brew',
  ],
  [
    'a word for yes or no',
    // @ts-expect-error -- a program without types
    (brewpull) => brewpull.resolve({ formulae: ['vim'], targets, exactOnly: 'yes' }),
    '--exact must be true or false',
  ],
  [
    'a value that there is not',
    (brewpull) =>
      // @ts-expect-error -- a program without types
      brewpull.plan({ formulae: ['vim'], targets, closure: 'all' }),
    '--closure all is not one of one-commit, newest, exact',
  ],
])('%s is refused as on a command line', async (_what, call, message) => {
  await using home = await cliHome();

  await expect(call(openIn(home))).rejects.toMatchObject({ code: 'USAGE', message });
});

test('nothing is read from the environment or the files of options', async () => {
  await using home = await cliHome();
  const before = process.env['BREWPULL_TARGET'];
  const brewpull = openIn(home, {
    environment: { PATH: process.env['PATH'], BREWPULL_TARGET: 'big_sur', HOME: home.path },
  });

  await expect(brewpull.resolve({ formulae: ['vim'] })).rejects.toMatchObject({ code: 'USAGE' });
  expect(process.env['BREWPULL_TARGET']).toBe(before);
});

test('a call writes the files that its command writes, and its answer is plain data', async () => {
  await using home = await cliHome();
  const brewpull = openIn(home);
  const answer = await brewpull.pull({
    formulae: ['vim'],
    targets,
    output: home.at('bottles'),
    receipt: home.at('r.json'),
  });

  expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer);
  expect((await readdir(home.at('bottles'))).toSorted()).toEqual([
    'vim--9.0.1900.big_sur.bottle.json',
    'vim--9.0.1900.big_sur.bottle.tar.gz',
  ]);
  expect(JSON.parse(await readFile(home.at('r.json'), 'utf8'))).toMatchObject({
    artifacts: [{ formula: 'vim' }],
  });
});

test('a field that would give another kind of answer is refused', async () => {
  await using home = await cliHome();
  const request = { formula: 'vim', explain: true, targets };

  await expect(openIn(home).history(request)).rejects.toMatchObject({
    code: 'USAGE',
    message: 'a field of the request asks for history-explain, not history',
  });
});
