import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../../../support/cli/run-cli.ts';
import { startServer } from '../../../support/http/fault-server.ts';
import { startHttpProxy, startSilentServer } from '../../../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../../../support/http/tls-server.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { startVimWorld } from '../../../support/world/vim-world.ts';

const run = promisify(execFile);

interface Check {
  readonly check: string;
  readonly status: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string } | null;
}

/** PATH is the machine's: git is found there. */
const MACHINE = { PATH: process.env['PATH'] };

const now = (): Date => new Date();

async function doctor(
  home: CliHome,
  argv: readonly string[] = [],
  { env, ...world }: Partial<CliWorld> = {},
): Promise<CliResult & { readonly status: string; of(name: string): Check }> {
  const result = await home.run(['doctor', '--json', ...argv], {
    now,
    ...world,
    env: { ...MACHINE, ...env },
  });
  const { status, checks }: { status: string; checks: readonly Check[] } = JSON.parse(
    result.stdout,
  );
  const of = (name: string): Check => {
    const found = checks.find(({ check }) => check === name);
    if (found === undefined) throw new Error(`${name} was not checked: ${result.stdout}`);
    return found;
  };
  return { ...result, status, of };
}

/** A port on which nothing listens. */
async function deadPort(): Promise<string> {
  await using server = await startServer((_request, response) => response.end());
  return server.url.host;
}

test('a machine on which everything works: every line is said, exit 0, and nothing is changed', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome({ tap: world.tap, registry: world.registry });

  const found = await doctor(home);
  const text = await home.run(['doctor'], { now, env: MACHINE });

  expect(found.stderr).toBe('');
  expect(found.code).toBe(0);
  expect(text.code).toBe(0);
  expect(found.of('git')).toMatchObject({ status: 'ok', code: 'GIT' });
  expect(found.of('node').facts).toMatchObject({ version: process.versions.node });
  expect(found.of('cache')).toMatchObject({ code: 'CACHE', facts: { exists: false } });
  expect(found.of('clones').facts).toMatchObject({
    clones: [{ origin: 'named', path: world.tap.path, atlas: 'none', isCutOff: false }],
  });
  expect(found.of('registry')).toMatchObject({ code: 'REGISTRY', facts: { status: 401 } });
  expect(found.of('token')).toMatchObject({ status: 'ok', code: 'TOKEN' });
  expect(found.of('clock')).toMatchObject({ status: 'ok', code: 'CLOCK' });
  expect(found.of('credentials').code).toBe('NO_CREDENTIALS');
  expect(text.stdout).toMatch(/^ok {4}registry .* answers as a registry in \d+ ms$/m);
  expect(text.stdout.trimEnd().split('\n').length).toBeLessThan(20);
  // Without a cache there is none afterwards.
  expect(await readdir(home.path)).toEqual(['work']);
});

test('a registry that does not answer is named, and everything else is still checked', async () => {
  await using home = await cliHome();
  const host = await deadPort();

  const found = await doctor(home, ['--registry', `http://${host}`]);

  expect(found.code).toBe(5);
  expect(found.status).toBe('failed');
  expect(found.of('registry')).toMatchObject({ status: 'failed', error: { code: 'NETWORK' } });
  expect(found.of('token')).toMatchObject({ status: 'skipped', code: 'NO_ANSWER' });
  expect(found.of('git').status).toBe('ok');
  expect(found.of('cache').status).toBe('ok');
});

test('a server that accepts and is silent ends the check in time', async () => {
  await using home = await cliHome();
  await using silent = await startSilentServer();
  const startMs = Date.now();

  const found = await doctor(home, ['--registry', `http://127.0.0.1:${silent.port}`]);

  expect(Date.now() - startMs).toBeLessThan(10_000);
  expect(found.of('registry')).toMatchObject({ status: 'failed', code: 'TIMEOUT' });
  expect(found.of('node').status).toBe('ok');
  expect(found.code).toBe(5);
});

test('a dead proxy is named with the variable that sets it', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome();
  const proxy = await deadPort();

  const found = await doctor(home, ['--registry', 'https://registry.test'], {
    env: { HTTPS_PROXY: `http://user:secret@${proxy}` },
  });
  const text = await home.run(['doctor', '--registry', 'https://registry.test'], {
    now,
    env: { HTTPS_PROXY: `http://user:secret@${proxy}` },
  });

  expect(found.of('proxy')).toMatchObject({
    status: 'failed',
    error: { code: 'NETWORK' },
    facts: { proxy: `http://${proxy}`, source: 'HTTPS_PROXY' },
  });
  expect(text.stdout).toContain(`cannot reach the proxy http://${proxy}`);
  expect(text.stdout + found.stdout).not.toContain('secret');
  expect(registry.requests).toEqual([]);
});

test('a proxy that works is used, and what NO_PROXY leaves out is said', async () => {
  await using registry = await startRegistry();
  await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
  await using home = await cliHome();
  const address = `http://127.0.0.1:${proxy.port}`;
  const argv = ['--registry', registry.url.href];

  const used = await doctor(home, argv, { env: { http_proxy: address } });
  const left = await doctor(home, argv, { env: { http_proxy: address, NO_PROXY: '127.0.0.1' } });

  expect(used.of('proxy')).toMatchObject({
    status: 'ok',
    code: 'PROXY',
    facts: { source: 'http_proxy' },
  });
  expect(used.of('registry').facts).toMatchObject({ proxy: address });
  expect(left.of('proxy')).toMatchObject({ status: 'ok', code: 'PROXY_EXCEPTION' });
  expect(left.of('registry').facts).toMatchObject({ proxy: null });
});

test('a clock that is wrong by more than five minutes is a warning with its side', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome({ registry });
  const behind = (): Date => new Date(Date.now() - 3_600_000);

  const found = await doctor(home, [], { now: behind });

  expect(found.of('clock')).toMatchObject({
    status: 'warning',
    code: 'CLOCK_WRONG',
    facts: { side: 'behind' },
  });
  expect(found.of('clock').facts['skewSeconds']).toBeLessThan(-3500);
  expect(found.code).toBe(0);
});

test('a certificate that is not trusted is shown with who signed it, and one that is given is', async () => {
  const certificate = makeCertificate('IP:127.0.0.1');
  await using server = await startTlsServer(certificate, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await using home = await cliHome();
  const argv = ['--registry', server.url.href];
  await writeFile(home.at('work', 'authority.pem'), certificate.certificate);

  const strange = await doctor(home, argv);
  const given = await doctor(home, [...argv, '--ca-file', 'authority.pem']);

  expect(strange.of('certificate')).toMatchObject({
    status: 'failed',
    code: 'CERTIFICATE_NOT_TRUSTED',
    facts: { issuer: 'brewpull tests', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
  expect(strange.code).toBe(5);
  expect(given.of('certificate')).toMatchObject({
    status: 'ok',
    facts: { issuer: 'brewpull tests' },
  });
  expect(given.of('authorities').facts).toMatchObject({ added: 1 });
  expect(given.code).toBe(0);
});

test('a clock before the certificate of the registry is said where nothing else can be asked', async () => {
  const certificate = makeCertificate('IP:127.0.0.1');
  await using server = await startTlsServer(certificate, (_request, response) => response.end());
  await using home = await cliHome();
  const past = (): Date => new Date('2001-01-01T00:00:00Z');

  const found = await doctor(home, ['--registry', server.url.href], { now: past });

  expect(found.of('clock')).toMatchObject({ code: 'CLOCK_WRONG', facts: { side: 'behind' } });
});

test('files of authorities that cannot be read: the option fails, a variable warns', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome({ registry });

  const option = await doctor(home, ['--ca-file', 'missing.pem']);
  const variable = await doctor(home, [], { env: { SSL_CERT_FILE: '/nowhere.pem' } });

  expect(option.of('authorities')).toMatchObject({ status: 'failed', error: { code: 'USAGE' } });
  expect(option.of('registry').status).toBe('ok');
  expect(variable.of('authorities')).toMatchObject({
    status: 'warning',
    code: 'AUTHORITIES_NOT_READ',
    facts: { variables: [{ variable: 'SSL_CERT_FILE', certificates: 0 }] },
  });
});

test.for([
  ['a page', { status: 200, body: '<html>Log in</html>' }, 'PORTAL', null],
  ['a redirect', { redirectTo: 'http://portal.test/login' }, 'PORTAL', 'portal.test'],
  ['nothing of the kind', { status: 404, body: '{}' }, 'NOT_A_REGISTRY', undefined],
] as const)(
  'what answers with %s is no registry, and is asked for no token',
  async ([, fault, code, leadsTo]) => {
    await using registry = await startRegistry();
    await using home = await cliHome({ registry });
    registry.fault({ path: '/v2/' }, fault);

    const found = await doctor(home);

    expect(found.of('registry')).toMatchObject({ status: 'failed', code });
    if (leadsTo !== undefined) expect(found.of('registry').facts).toMatchObject({ leadsTo });
    expect(found.of('token').status).toBe('skipped');
    expect(registry.logged({ host: 'token' })).toEqual([]);
    expect(found.code).toBe(5);
  },
);

test('a cache on a read-only file system fails, and is not written to', async ({ skip }) => {
  await using home = await cliHome();
  await mkdir(home.cache);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', home.cache]);
  } catch {
    skip('only root can mount a file system');
  }
  try {
    const found = await doctor(home, ['--offline']);

    expect(found.of('cache')).toMatchObject({
      status: 'failed',
      code: 'CACHE_READ_ONLY',
      facts: { writable: false },
    });
    expect(found.code).toBe(1);
  } finally {
    await run('umount', [home.cache]);
  }
});

test.for(['user', 'project'])(
  'a bad file of options of the %s is named, and no server is asked while it may forbid that',
  async (whose) => {
    await using registry = await startRegistry();
    await using home = await cliHome({ registry });
    const folder = home.at('work', '.config', 'brewpull');
    await mkdir(folder, { recursive: true });
    const path =
      whose === 'user'
        ? home.at('work', '.config', 'brewpull', 'config.json')
        : home.at('work', '.brewpull.json');
    await writeFile(path, '{ "offline": true, "nonsense": 1 }');

    const found = await doctor(home);
    const other = await home.run(['cache']);

    expect(found.of('configuration')).toMatchObject({
      status: 'failed',
      code: 'CONFIGURATION_INVALID',
      error: { code: 'USAGE' },
    });
    expect(found.of('registry')).toMatchObject({ status: 'skipped' });
    expect(registry.requests).toEqual([]);
    expect(found.code).toBe(2);
    // Every other command still refuses it.
    expect(other.code).toBe(2);
  },
);

test('files of options are named with what they decide, and a variable that sets nothing is a warning', async () => {
  await using home = await cliHome();
  await writeFile(home.at('work', '.brewpull.json'), '{ "macos": "11" }');

  const found = await doctor(home, ['--offline'], { env: { BREWPULL_CACHEDIR: '/x' } });

  expect(found.of('configuration')).toMatchObject({
    status: 'warning',
    code: 'CONFIGURATION_UNKNOWN_VARIABLE',
    facts: { projectOptions: ['macos'], unknownVariables: ['BREWPULL_CACHEDIR'] },
  });
  expect(found.code).toBe(0);
});

test('a machine without git works; a clone that was named does not', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome();
  const env = { PATH: home.at('work') };

  const without = await doctor(home, ['--offline'], { env });
  const named = await doctor(home, ['--offline', '--tap-dir', world.tap.path], { env });

  expect(without.of('git')).toMatchObject({ status: 'warning', code: 'GIT' });
  expect(without.code).toBe(0);
  expect(named.of('git')).toMatchObject({ status: 'failed', error: { code: 'GIT' } });
  expect(named.code).toBe(1);
});

test('credentials are found and never shown', async () => {
  const account = { username: 'ada', password: 'hush-hush' };
  await using registry = await startRegistry({ account });
  await using home = await cliHome({ registry });
  const auth = Buffer.from('ada:hush-hush').toString('base64');
  const config = JSON.stringify({ auths: { [registry.url.host]: { auth } } });

  const found = await doctor(home, [], { env: { DOCKER_AUTH_CONFIG: config } });

  expect(found.of('credentials')).toMatchObject({
    status: 'ok',
    code: 'CREDENTIALS',
    facts: { source: 'DOCKER_AUTH_CONFIG' },
  });
  expect(found.stdout).not.toContain('hush-hush');
  expect(found.stdout).not.toContain(auth);
  expect(registry.requests.every(({ headers }) => headers['authorization'] === undefined)).toBe(
    true,
  );
});

test('files of answers are shown with their age, and a damaged one that was named fails', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome({ tap: world.tap });
  const made = await home.run(['atlas', 'export', '-o', 'team.answers']);
  await writeFile(home.at('work', 'broken.answers'), 'no answers');
  const ask = (name: string): ReturnType<typeof doctor> =>
    doctor(home, ['--offline'], {
      env: { BREWPULL_ATLAS: home.at('work', name) },
      now: () => new Date('2023-10-20T00:00:00Z'),
    });

  const sound = await ask('team.answers');
  const broken = await ask('broken.answers');

  expect(made.code).toBe(0);
  expect(sound.of('answers').facts).toMatchObject({
    files: [{ origin: 'named', tap: 'homebrew/core', isIntact: true, kind: 'answers' }],
  });
  expect(broken.of('answers')).toMatchObject({
    status: 'failed',
    code: 'ANSWERS_UNUSABLE',
    error: { code: 'INVALID_FILE' },
  });
  expect(broken.code).toBe(4);
});

test('with --offline no server is asked', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome({ registry });

  const found = await doctor(home, ['--offline']);

  expect(registry.requests).toEqual([]);
  for (const name of ['registry', 'certificate', 'token', 'clock']) {
    expect(found.of(name)).toMatchObject({ status: 'skipped', code: 'OFFLINE' });
  }
});

test('words after doctor are refused', async () => {
  await using home = await cliHome();

  const result = await runCli(['doctor', 'vim'], { cwd: home.work });

  expect(result.code).toBe(2);
});
