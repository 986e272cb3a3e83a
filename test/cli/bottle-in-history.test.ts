import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import {
  fileHandler,
  startServer,
  type FaultServer,
  type Handler,
} from '../support/http/fault-server.ts';
import { buildBottle } from '../support/registry/build-bottle.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const NAME = 'tool-1.0.big_sur.bottle.tar.gz';
/** Larger than any object that is read in one piece. */
const BOTTLE = buildBottle({ formula: 'tool', pkgVersion: '1.0', fillerBytes: 5 * 1024 * 1024 });
const OTHER = buildBottle({ formula: 'tool', pkgVersion: '1.0', seed: 'rebuilt' });
const gone: Handler = (_, response) => {
  response.writeHead(404).end();
};

/** A tap that kept its bottles in the repository, then replaced one under the same name, and then removed it. */
function tapOf(host: FaultServer, kept = BOTTLE.bytes): Promise<Tap> {
  const rootUrl = `${host.url.href}me/homebrew-tap/master/bottles`;
  const bottle = { rootUrl, entries: { big_sur: BOTTLE.sha256 } };
  const text = formulaText({ name: 'tool', version: '1.0', bottle });
  const next = formulaText({ name: 'tool', version: '2.0' });
  return buildTap({
    commits: [
      { subject: 'bottle', write: { 'Formula/tool.rb': text, [`bottles/${NAME}`]: kept } },
      { subject: 'other', write: { [`bottles/${NAME}`]: OTHER.bytes } },
      { subject: 'next', write: { 'Formula/tool.rb': next }, remove: [`bottles/${NAME}`] },
    ],
  });
}

function pull(home: CliHome, tap: Tap, more: readonly string[] = []): Promise<CliResult> {
  const place = ['--insecure-registry', '127.0.0.1', '--tap-dir', `me/tap=${tap.path}`];
  return home.run([
    'pull',
    'me/tap/tool',
    '--target',
    'big_sur',
    '-o',
    join(home.work, 'out'),
    ...place,
    ...more,
  ]);
}

const firstOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout).results[0];
async function isWhole(home: CliHome): Promise<boolean> {
  const bytes = await readFile(join(home.work, 'out', 'tool--1.0.big_sur.bottle.tar.gz'));
  return bytes.equals(BOTTLE.bytes);
}

test("a bottle that only the tap's history still holds is taken from there, with a note", async () => {
  await using home = await cliHome();
  await using host = await startServer(gone);
  await using tap = await tapOf(host);

  const result = await pull(home, tap, ['--json', '--receipt', 'receipt.json']);

  const fromHistory = { commit: tap.oid('bottle'), path: `bottles/${NAME}` };
  expect(result.code).toBe(0);
  expect(firstOf(result)).toMatchObject({ status: 'pulled', fromHistory });
  expect(result.stderr).toContain(`comes from the history of me/tap, bottles/${NAME}`);
  expect(await isWhole(home)).toBe(true);
  // The server is asked first.
  expect(host.seen.map(({ path }) => path)).toEqual([`/me/homebrew-tap/master/bottles/${NAME}`]);
  const receipt = JSON.parse(await readFile(join(home.work, 'receipt.json'), 'utf8'));
  expect(receipt.artifacts).toMatchObject([{ sha256: BOTTLE.sha256, fromHistory }]);
  expect(receipt.artifacts[0].connection).toBeUndefined();
});

test('if the server still has the bottle, it comes from there', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(BOTTLE.bytes));
  await using tap = await tapOf(host);

  const result = await pull(home, tap, ['--json']);

  expect(firstOf(result)).toMatchObject({ status: 'pulled', fromHistory: null });
});

test('if the server now has other bytes under that name, the right ones come from history', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(OTHER.bytes));
  await using tap = await tapOf(host);

  const result = await pull(home, tap, ['--json']);

  expect(firstOf(result)).toMatchObject({
    status: 'pulled',
    fromHistory: { path: `bottles/${NAME}` },
  });
  expect(await isWhole(home)).toBe(true);
});

test('with --offline the bottle comes from history alone, and the second time from the cache', async () => {
  await using home = await cliHome();
  await using host = await startServer(gone);
  await using tap = await tapOf(host);

  const first = await pull(home, tap, ['--json', '--offline', '--history', 'git']);
  const second = await pull(home, tap, ['--json', '--offline']);

  expect(firstOf(first)).toMatchObject({
    status: 'pulled',
    fromHistory: { path: expect.any(String) },
  });
  expect(firstOf(second)).toMatchObject({ status: 'cached', fromHistory: null });
  expect(host.seen).toEqual([]);
});

test("if history has other bytes under that name, the server's answer is reported", async () => {
  await using home = await cliHome();
  await using host = await startServer(gone);
  await using tap = await tapOf(host, Buffer.from('not the bottle'));

  const result = await pull(home, tap);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain(`has no /me/homebrew-tap/master/bottles/${NAME}`);
  expect(await readdir(join(home.cache, 'partial')).catch(() => [])).toEqual([]);
  await expect(isWhole(home)).rejects.toThrow(/ENOENT/);
});

test('a bundle takes such a bottle from history too', async () => {
  await using home = await cliHome();
  await using host = await startServer(gone);
  await using tap = await tapOf(host);
  const place = ['--tap-dir', `me/tap=${tap.path}`, '--cache-dir', home.cache];

  const result = await runCli(
    ['bundle', 'me/tap/tool', '--target', 'big_sur', '-o', join(home.work, 'bundle'), ...place],
    { cwd: home.work },
  );

  expect(result.code).toBe(0);
  expect(await readdir(join(home.work, 'bundle', 'bottles'))).toContain(
    'tool--1.0.big_sur.bottle.tar.gz',
  );
});
