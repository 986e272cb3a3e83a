import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { startServer } from '../support/http/fault-server.ts';
import { startHttpProxy } from '../support/http/proxies.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const PAIR = Buffer.from('ada:hunter2').toString('base64');

function run(
  home: CliHome,
  argv: readonly string[],
  env: CliWorld['env'] = {},
): Promise<CliResult> {
  return home.run(argv, { env: { HOME: home.work, ...env } });
}

function pull(
  home: CliHome,
  registry: string,
  more: readonly string[],
  env?: CliWorld['env'],
): Promise<CliResult> {
  const place = ['--history', 'registry', '--registry', registry];
  return run(home, ['pull', 'vim', ...BIG_SUR, ...place, ...more], env);
}

async function startVim(): Promise<FakeRegistry> {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1900',
    tags: ['big_sur'],
  });
  return registry;
}

async function logIn(home: CliHome, ...hosts: readonly string[]): Promise<void> {
  await mkdir(join(home.work, '.docker'), { recursive: true });
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth: PAIR }]));
  await writeFile(join(home.work, '.docker', 'config.json'), JSON.stringify({ auths }));
}

test('--registry without TLS is a usage error that names the option to allow it: exit 2', async () => {
  await using home = await cliHome();
  for (const [registry, host] of [
    ['http://ghcr.io', 'ghcr.io'],
    ['http://10.0.0.5:5000/v2/mirror', '10.0.0.5:5000'],
  ] as const) {
    const result = await pull(home, registry, []);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`--insecure-registry ${host}`);
  }
});

test("a registry that is allowed without TLS gets neither brew's tokens nor those of docker login", async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
  await logIn(home, 'ghcr.io', 'https://ghcr.io');
  const env = {
    http_proxy: `http://127.0.0.1:${proxy.port}`,
    HOMEBREW_DOCKER_REGISTRY_TOKEN: 'hunter2',
    HOMEBREW_GITHUB_PACKAGES_TOKEN: 'hunter2',
    HOMEBREW_ARTIFACT_DOMAIN: 'http://ghcr.io',
  };
  const result = await pull(home, 'http://ghcr.io', ['--insecure-registry', 'ghcr.io'], env);

  expect(result.code).toBe(0);
  registry.fault(
    { host: 'registry' },
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    99,
  );
  expect(
    (await pull(home, 'ghcr.io', ['-o', 'again', '--insecure-registry', 'ghcr.io'], env)).code,
  ).not.toBe(0);
  expect(proxy.targets.every((target) => target === 'ghcr.io:')).toBe(true);
  expect(registry.requests.length).toBeGreaterThan(3);
  expect(registry.requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
});

test.each([401, 403])(
  'the error for a %d without TLS names the key for its credentials, and does not suggest docker login',
  async (status) => {
    await using home = await cliHome();
    await using registry = await startVim();
    await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
    registry.fault({ host: 'registry' }, { status }, Number.POSITIVE_INFINITY);
    const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
    const result = await pull(
      home,
      'mirror.lan:5000',
      ['--insecure-registry', 'mirror.lan:5000'],
      env,
    );

    expect(result.code).toBe(5);
    expect(result.stderr).toContain('under the key http://mirror.lan:5000');
    expect(result.stderr).not.toContain('run docker login');
  },
);

test('BREWPULL_INSECURE_REGISTRY can name several hosts', async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
  const env = {
    http_proxy: `http://127.0.0.1:${proxy.port}`,
    BREWPULL_INSECURE_REGISTRY: 'other.lan,mirror.lan:5000',
  };

  expect((await pull(home, 'mirror.lan:5000', [], env)).code).toBe(0);
  expect((await pull(home, 'http://mirror.lan:5001', [], env)).code).toBe(2);
});

test('a docker login with http:// is used for that server without TLS', async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
  await logIn(home, 'http://mirror.lan:5000');
  registry.fault(
    { host: 'registry' },
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
  );
  const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
  const result = await pull(
    home,
    'mirror.lan:5000',
    ['--insecure-registry', 'mirror.lan:5000'],
    env,
  );

  expect(result.code).toBe(0);
  expect(registry.requests[1]?.headers['authorization']).toBe(`Basic ${PAIR}`);
});

test.each([
  ['without TLS', 'http://bottles.test/x', '--insecure-registry bottles.test'],
  ['link-local', 'https://169.254.169.254/latest', '--insecure-registry 169.254.169.254'],
  ['a registry inside', 'https://10.0.0.5/v2/x/y', '--insecure-registry 10.0.0.5'],
  ['a registry inside, as docker://', 'docker://[fd00::5]/x/y', '--insecure-registry [fd00::5]'],
])('a server that a formula may not name is refused: %s', async (_name, rootUrl, hint) => {
  await using home = await cliHome();
  const bottle = { rootUrl, entries: { big_sur: 'ab'.repeat(32) } };
  const text = formulaText({ name: 'tool', version: '1.0', bottle });
  await using tap = await buildTap({
    commits: [{ subject: 'x', write: { 'Formula/tool.rb': text } }],
  });
  const result = await run(home, [
    'pull',
    'me/tap/tool',
    ...BIG_SUR,
    '--tap-dir',
    `me/tap=${tap.path}`,
  ]);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('Nothing was sent there');
  expect(result.stderr).toContain(hint);
});

test('a prebuilt download may not come from such a server either', async () => {
  await using home = await cliHome();
  await using host = await startServer((_request, response) => response.end('x'));
  const text = `class Tool < Formula
  version "1.2"
  on_macos do
    on_intel do
      url "${host.url.href}tool_darwin_amd64.tar.gz"
      sha256 "${'ab'.repeat(32)}"
    end
  end
  def install
    bin.install "tool"
  end
end
`;
  await using tap = await buildTap({
    commits: [{ subject: 'x', write: { 'Formula/tool.rb': text } }],
  });
  const ask = ['pull', 'me/tap/tool', ...BIG_SUR, '--prebuilt', '--tap-dir', `me/tap=${tap.path}`];

  expect((await run(home, ask)).code).toBe(5);
  expect(host.seen).toEqual([]);
});

test.each([
  ['--insecure-registry', 'http://mirror.lan'],
  ['--insecure-registry', '10.0.0.0/8'],
  ['--auth-host', 'https://auth.example/token'],
])('%s %s is a usage error: exit 2', async (option, value) => {
  await using home = await cliHome();
  const result = await pull(home, 'https://mirror.test', [option, value]);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${option} HOST`);
});

test('--attestation-api without TLS is a usage error: exit 2', async () => {
  await using home = await cliHome();
  const result = await run(home, [
    'pull',
    'vim',
    ...BIG_SUR,
    '--provenance',
    '--attestation-api',
    'http://api.test',
  ]);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('--insecure-registry api.test');
});

test('a registry name with capital letters is refused before anything is sent', async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  const result = await pull(home, `${registry.url.origin}/UPPER`, []);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${registry.url.origin}/v2/upper`);
  expect(registry.requests).toEqual([]);
});
