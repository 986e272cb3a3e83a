import { createServer } from 'node:net';

import { expect, test } from 'vitest';

import { openBrewpull } from '../../src/library/open-brewpull.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServing } from '../support/cli/serving.ts';
import { makeServedPlaces } from '../support/mirror/served-places.ts';
import { once } from '../support/once.ts';

const places = once(makeServedPlaces);
const brewpull = once(async () => {
  const made = openBrewpull({ cacheDirectory: places().at('own'), environment: {} });
  return Object.assign(made, { [Symbol.asyncDispose]: () => made.close() });
});

test.each(['b.tar', 'mirror'])(
  'serve returns what the command answers, and can be closed: %s',
  async (name) => {
    const serving = await brewpull().serve({ path: places().at(name), port: 0 });
    const { url } = serving.answer;
    await using other = await startServing([name, '--json'], places().path);
    const { schemaVersion, ...said } = JSON.parse(other.stdout().replaceAll(other.url.href, url));
    const { HOMEBREW_ARTIFACT_DOMAIN: domain, ...environment } = serving.answer.environment;
    expect(schemaVersion).toBe(2);
    expect({ ...said, environment: null }).toStrictEqual({ ...serving.answer, environment: null });
    expect(said.environment).toMatchObject(environment);
    expect(`${domain}/`).toBe(url);
    expect(await (await fetch(url)).text()).toContain('brewpull serves');

    await serving.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  },
);

test('serve throws what the command reports', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  try {
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    for (const request of [
      { path: places().at('b.tar'), port },
      { path: places().at('none.tar'), port: 0 },
    ]) {
      const failure = await brewpull()
        .serve(request)
        .catch((error: unknown) => error);
      const argv = ['serve', request.path, '--port', String(request.port), '--json'];
      const { stdout } = await runCli(argv, { cwd: places().path });
      const { error } = JSON.parse(stdout);
      expect(failure).toMatchObject({ code: error.code, message: error.message });
    }
  } finally {
    taken.close();
  }
});

test('a server ends when the library that started it is closed', async () => {
  const own = openBrewpull({ cacheDirectory: places().at('own'), environment: {} });
  const { answer } = await own.serve({ path: places().at('b.tar'), port: 0 });
  expect((await fetch(answer.url)).status).toBe(200);
  await own.close();

  await expect(fetch(answer.url)).rejects.toThrow('fetch failed');
});
