import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { fileHandler, startServer } from '../support/http/fault-server.ts';
import { buildBottle } from '../support/registry/build-bottle.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

function pull(
  home: CliHome,
  name: string,
  tap: Tap,
  registry: FakeRegistry,
  more: readonly string[] = [],
): Promise<CliResult> {
  const of = name.includes('/') ? `${name.replace(/\/[^/]*$/, '')}=` : '';
  const place = ['--tap-dir', `${of}${tap.path}`, '--registry', registry.url.href];
  return home.run(['pull', name, '--target', 'big_sur', ...place, '--json', ...more]);
}

async function bottles(home: CliHome): Promise<string[]> {
  return (await readdir(home.work)).filter((name) => name.endsWith('.tar.gz'));
}

function formulaWith(name: string, version: string, sha256: string, rootUrl?: string): string {
  const entries = { big_sur: sha256 };
  const bottle = rootUrl === undefined ? { entries } : { entries, rootUrl };
  return formulaText({ name, version, explicitVersion: true, bottle });
}

test('a version with characters that no reference can have is found as Homebrew pushed it', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const published = publishBottles(registry, {
    formula: 'dmd',
    pkgVersion: '2.1+b',
    // Homebrew replaced the character in the reference, and only there.
    pushedAs: '2.1.b',
    tags: ['big_sur'],
  });
  const sha256 = published.bottles.get('big_sur')?.sha256 ?? '';
  await using tap = await buildTap({
    commits: [
      { subject: 'dmd', write: { 'Formula/d/dmd.rb': formulaWith('dmd', '2.1+b', sha256) } },
    ],
  });
  const result = await pull(home, 'dmd', tap, registry);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    { status: 'pulled', pkgVersion: '2.1+b', reference: '2.1.b' },
  ]);
  expect(result.stderr).toContain('the registry has 2.1+b as 2.1.b');
  expect(await bottles(home)).toEqual(['dmd--2.1+b.big_sur.bottle.tar.gz']);
});

test('a bottle that no server has any more is an error that names what was asked for: exit 3', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  publishBottles(registry, { formula: 'gone', pkgVersion: '2.0', tags: ['ventura'] });
  await using tap = await buildTap({
    commits: [
      {
        subject: 'gone',
        write: { 'Formula/g/gone.rb': formulaWith('gone', '1.0', 'ab'.repeat(32)) },
      },
    ],
  });
  const result = await pull(home, 'gone', tap, registry);

  expect(result.code).toBe(3);
  expect(JSON.parse(result.stdout).results).toMatchObject([
    {
      status: 'failed',
      error: { code: 'BOTTLE_UNOBTAINABLE', message: expect.stringContaining(':1.0)') },
    },
  ]);
});

/** A formula whose bottle was built under its old name. */
function renamedTap(sha256: string): Promise<Tap> {
  return buildTap({
    commits: [
      { subject: 'old', write: { 'Formula/o/oldname.rb': formulaWith('oldname', '1.0', sha256) } },
      {
        subject: 'rename',
        remove: ['Formula/o/oldname.rb'],
        write: {
          'Formula/n/newname.rb': formulaText({ name: 'newname', version: '1.0' }),
          'formula_renames.json': '{ "oldname": "newname" }',
        },
      },
    ],
  });
}

test('the bottle of a renamed formula has the name it was built under, in JSON and in the receipt', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const published = publishBottles(registry, {
    formula: 'oldname',
    pkgVersion: '1.0',
    tags: ['big_sur'],
  });
  const sha256 = published.bottles.get('big_sur')?.sha256 ?? '';
  await using tap = await renamedTap(sha256);
  const result = await pull(home, 'newname', tap, registry, ['--receipt', 'receipt.json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    {
      status: 'pulled',
      formula: 'oldname',
      formulaNow: 'newname',
      repository: 'homebrew/core/oldname',
    },
  ]);
  const receipt = JSON.parse(await readFile(join(home.work, 'receipt.json'), 'utf8'));
  expect(receipt.artifacts).toMatchObject([{ formula: 'oldname' }]);
  expect(await bottles(home)).toEqual(['oldname--1.0.big_sur.bottle.tar.gz']);
});

test.each(['token', 'open'] as const)(
  "a bottle that exists only under today's name is found, offline too (access to the registry: %s)",
  async (access) => {
    await using home = await cliHome();
    // A registry with tokens refuses a name that it does not know, as ghcr.io does.
    await using registry = await startRegistry({ access });
    const published = publishBottles(registry, {
      formula: 'newname',
      pkgVersion: '1.0',
      tags: ['big_sur'],
    });
    await using tap = await renamedTap(published.bottles.get('big_sur')?.sha256 ?? '');
    const online = await pull(home, 'newname', tap, registry);
    const { length: asked } = registry.requests;
    const offline = await pull(home, 'newname', tap, registry, ['--offline']);

    for (const { code, stdout } of [online, offline]) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout).results).toMatchObject([{ repository: 'homebrew/core/newname' }]);
    }
    expect(registry.requests).toHaveLength(asked);
    expect(registry.logged({ path: '/oldname/manifests/' })).toHaveLength(1);
  },
);

test("a tap's bottle on a plain file host is downloaded and verified by the formula alone", async () => {
  await using home = await cliHome();
  const bottle = buildBottle({ formula: 'tool', pkgVersion: '1.0' });
  await using host = await startServer(fileHandler(bottle.bytes));
  await using registry = await startRegistry();
  const rootUrl = `${host.url.href}user/homebrew-tap/releases/download/tool-1.0`;
  const text = formulaWith('tool', '1.0', bottle.sha256, rootUrl);
  await using tap = await buildTap({
    commits: [{ subject: 'tool', write: { 'Formula/tool.rb': text } }],
  });
  const result = await pull(home, 'user/tap/tool', tap, registry);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    {
      status: 'pulled',
      tap: 'user/tap',
      url: `${rootUrl}/tool-1.0.big_sur.bottle.tar.gz`,
      sidecar: null,
    },
  ]);
  expect(host.seen.map(({ path }) => path)).toEqual([
    '/user/homebrew-tap/releases/download/tool-1.0/tool-1.0.big_sur.bottle.tar.gz',
  ]);
  expect(registry.requests).toEqual([]);
});

test('an unreadable state just before the bottle makes the version unsure, and none is invented', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const good = formulaWith('odd', '1.0', 'ab'.repeat(32));
  await using tap = await buildTap({
    commits: [
      { subject: 'broken', write: { 'Formula/o/odd.rb': '<<<<<<< HEAD\nclass Odd < Formula\n' } },
      { subject: 'good', write: { 'Formula/o/odd.rb': good } },
    ],
  });
  const result = await pull(home, 'odd', tap, registry);

  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).results).toMatchObject([
    {
      status: 'failed',
      error: { code: 'FORMULA_UNREADABLE', message: expect.stringContaining('unsure') },
    },
  ]);
});
