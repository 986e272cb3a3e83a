import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

function tapWith(sha256: string, rootUrl?: string): Promise<Tap> {
  const entries = { big_sur: sha256 };
  const bottle = rootUrl === undefined ? { entries } : { entries, rootUrl };
  const text = formulaText({ name: 'hello', version: '2.12', bottle });
  return buildTap({ commits: [{ subject: 'hello', write: { 'Formula/hello.rb': text } }] });
}

function run(
  home: CliHome,
  command: string,
  tap: Tap,
  registry: FakeRegistry,
  more: string[] = [],
) {
  const place = ['--tap-dir', `acme/old=${tap.path}`, '--registry', registry.url.href, '--json'];
  return home.run([command, 'acme/old/hello', '--target', 'big_sur', ...place, ...more]);
}

function publish(registry: FakeRegistry, tap: string, seed = ''): string {
  const files = { 'bin/hello': `#!/bin/sh\necho hello ${seed}\n` };
  const published = publishBottles(registry, {
    formula: 'hello',
    pkgVersion: '2.12',
    tap,
    tags: { big_sur: { files } },
  });
  return published.bottles.get('big_sur')?.sha256 ?? '';
}

const firstOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout).results[0];
/** The registry asks for a token first, so one question is two requests. */
const manifestsAsked = ({ requests }: FakeRegistry): string[] => [
  ...new Set(
    requests.flatMap(({ path }) => /^\/v2\/(.+)\/manifests\/2\.12$/.exec(path)?.[1] ?? []),
  ),
];

test("a tap's bottle block without root_url means homebrew/core's registry, which is asked first", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  await using tap = await tapWith(publish(registry, 'homebrew/core'));

  const resolved = await run(home, 'resolve', tap, registry);
  const pulled = await run(home, 'pull', tap, registry);

  const core = { rootUrl: 'https://ghcr.io/v2/homebrew/core', repository: 'homebrew/core/hello' };
  expect(firstOf(resolved)).toMatchObject({ status: 'found', tap: 'acme/old', ...core });
  expect(firstOf(pulled)).toMatchObject({ status: 'pulled', tap: 'acme/old', ...core });
  expect(manifestsAsked(registry)).toEqual(['homebrew/core/hello']);
});

test("the tap's own registry is tried second, and the answer says that the bottle was there", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  await using tap = await tapWith(publish(registry, 'acme/old'));

  const pulled = await run(home, 'pull', tap, registry, ['--lock', 'brewpull.lock.json']);
  const again = await run(home, 'pull', tap, registry, [
    '--lock',
    'brewpull.lock.json',
    '--frozen',
  ]);

  const offline = await run(home, 'pull', tap, registry, ['--offline']);

  const own = { rootUrl: 'https://ghcr.io/v2/acme/old', repository: 'acme/old/hello' };
  expect(firstOf(offline)).toMatchObject({ status: 'cached', ...own });
  expect(firstOf(pulled)).toMatchObject({ status: 'pulled', ...own });
  expect(pulled.stderr).toContain('is in acme/old/hello of the registry');
  expect(firstOf(again)).toMatchObject({ status: 'cached', ...own });
  // The lock names the place where it was found: homebrew/core is not asked again.
  expect(manifestsAsked(registry)).toEqual(['homebrew/core/hello', 'acme/old/hello']);
});

test("homebrew/core's own bottle of that name and version is not taken for the tap's", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  publish(registry, 'homebrew/core', 'of core');
  await using tap = await tapWith(publish(registry, 'acme/old'));

  const pulled = await run(home, 'pull', tap, registry);

  expect(firstOf(pulled)).toMatchObject({ status: 'pulled', repository: 'acme/old/hello' });
});

test('a bottle in neither place gives exit 3 with both places named', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  for (const name of ['homebrew/core', 'acme/old']) {
    publishBottles(registry, { formula: 'hello', pkgVersion: '3.0', tap: name, tags: ['ventura'] });
  }
  await using tap = await tapWith('ab'.repeat(32));

  const pulled = await run(home, 'pull', tap, registry);

  expect(pulled.code).toBe(3);
  expect(pulled.stderr).toContain('homebrew/core/hello:2.12, acme/old/hello:2.12');
});

test('a registry that refuses both places, as ghcr.io does with unknown names, gives exit 5', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  await using tap = await tapWith('ab'.repeat(32));

  const pulled = await run(home, 'pull', tap, registry);

  expect(pulled.code).toBe(5);
  expect(manifestsAsked(registry)).toEqual(['homebrew/core/hello', 'acme/old/hello']);
});

test("a Bintray root_url of core means core's registry, and one of the tap means its own", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  const sha256 = publish(registry, 'homebrew/core');
  await using ofCore = await tapWith(sha256, 'https://homebrew.bintray.com/bottles');
  await using ofTap = await tapWith(sha256, 'https://dl.bintray.com/acme/bottles-old');

  expect(firstOf(await run(home, 'resolve', ofCore, registry))).toMatchObject({
    rootUrl: 'https://ghcr.io/v2/homebrew/core',
  });
  expect(firstOf(await run(home, 'resolve', ofTap, registry))).toMatchObject({
    rootUrl: 'https://ghcr.io/v2/acme/old',
  });
});

test("without a history only the tap's own registry can answer for it", async () => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  publish(registry, 'homebrew/core');
  const ask = ['resolve', 'acme/old/hello', '--target', 'big_sur', '--history', 'registry'];
  const place = ['--registry', registry.url.href, '--cache-dir', home.cache, '--json'];

  const nothing = await runCli([...ask, ...place], { cwd: home.work });
  publish(registry, 'acme/old');
  const own = await runCli([...ask, ...place], { cwd: home.work });

  expect(firstOf(nothing)).toMatchObject({ status: 'not-a-formula' });
  expect(nothing.stderr).toContain('brewpull sync --tap acme/old');
  expect(firstOf(own)).toMatchObject({
    status: 'found',
    rootUrl: 'https://ghcr.io/v2/acme/old',
  });
});
