import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';
const BIG_SUR = ['--target', 'big_sur'];

function run(
  home: CliHome,
  registry: FakeRegistry,
  ...argv: readonly string[]
): Promise<CliResult> {
  return home.run([...argv, '--registry', registry.url.href]);
}

function ask(home: CliHome, registry: FakeRegistry, command: string): Promise<CliResult> {
  return run(home, registry, command, 'vim', ...BIG_SUR, '--history', 'registry');
}

function publish(registry: FakeRegistry, pkgVersion: string, tags: readonly string[]): Published {
  return publishBottles(registry, { formula: 'vim', pkgVersion, tags });
}

test('a bottle whose manifest the mirror lacks is pulled with a note, bundled, and pushed with a rebuilt manifest', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  const published = publish(registry, '1.0', ['big_sur']);
  const digest = published.bottles.get('big_sur')?.manifestDigest ?? '';
  registry.fault(
    { method: 'GET', path: digest },
    { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' },
    Number.POSITIVE_INFINITY,
  );

  const pull = await ask(home, registry, 'pull');
  const offline = await run(
    home,
    registry,
    'pull',
    'vim',
    ...BIG_SUR,
    '--history',
    'registry',
    '--offline',
  );
  const bundle = await run(
    home,
    registry,
    'bundle',
    'vim',
    ...BIG_SUR,
    '--history',
    'registry',
    '-o',
    'b',
  );
  const verify = await runCli(['verify', 'b'], { cwd: home.work });
  await using other = await startRegistry({ access: 'open' });
  const push = await runCli(['push', 'b', other.url.href, '--json'], { cwd: home.work });

  expect(pull.code).toBe(0);
  expect(pull.stderr).toContain(`${digest}, is not available`);
  expect(offline.code).toBe(0);
  expect(bundle.code, bundle.stderr).toBe(0);
  expect(verify.code, verify.stderr).toBe(0);
  expect(push.code, push.stderr).toBe(0);
  expect(JSON.parse(push.stdout).results).toMatchObject([
    { status: 'pushed', manifest: 'rebuilt' },
  ]);
});

test('a list with more versions than are read is an error that names another way to ask', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  publish(registry, '1.0', ['ventura']);
  const tags = Array.from({ length: 90_000 }, (_each, at) => `9.0.${at}`);
  registry.fault({ path: '/tags/' }, { body: JSON.stringify({ name: VIM, tags }) });

  const result = await ask(home, registry, 'resolve');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('lists 90,000 versions');
  expect(result.stderr).toContain('--history git');
  expect(registry.logged({ path: '/manifests/' })).toHaveLength(5000);
}, 60_000);
