import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cliHome } from '../../../support/cli/cli-home.ts';
import { startServer } from '../../../support/http/fault-server.ts';
import { startHttpProxy, startSilentServer } from '../../../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../../../support/http/tls-server.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { now, runDoctor as doctor } from '../../../support/cli/run-doctor.ts';

/** A port on which nothing listens. */
async function deadPort(): Promise<string> {
  await using server = await startServer((_request, response) => response.end());
  return server.url.host;
}

test('a registry that does not answer is reported, and everything else is still checked', async () => {
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

test('a server that accepts but stays silent times out within ten seconds', async () => {
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
    facts: { proxy: `http://${proxy}`, setBy: 'HTTPS_PROXY' },
  });
  expect(text.stdout).toContain(`cannot reach the proxy http://${proxy}`);
  expect(text.stdout + found.stdout).not.toContain('secret');
  expect(registry.requests).toEqual([]);
});

test('a working proxy is used, and an exception by NO_PROXY is reported', async () => {
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
    facts: { setBy: 'http_proxy' },
  });
  expect(used.of('registry').facts).toMatchObject({ proxy: address });
  expect(left.of('proxy')).toMatchObject({ status: 'ok', code: 'PROXY_EXCEPTION' });
  expect(left.of('registry').facts).toMatchObject({ proxy: null });
});

test('a clock that is off by more than five minutes gives a warning with its direction', async () => {
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

test('an untrusted certificate is shown with its issuer, and is accepted with --ca-file', async () => {
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

test('a clock before the certificate of the registry is reported even if nothing else can be asked', async () => {
  const certificate = makeCertificate('IP:127.0.0.1');
  await using server = await startTlsServer(certificate, (_request, response) => response.end());
  await using home = await cliHome();
  const past = (): Date => new Date('2001-01-01T00:00:00Z');

  const found = await doctor(home, ['--registry', server.url.href], { now: past });

  expect(found.of('clock')).toMatchObject({ code: 'CLOCK_WRONG', facts: { side: 'behind' } });
});

test.for([
  ['a page', { status: 200, body: '<html>Log in</html>' }, 'PORTAL', null],
  ['a redirect', { redirectTo: 'http://portal.test/login' }, 'PORTAL', 'portal.test'],
  ['nothing of the kind', { status: 404, body: '{}' }, 'NOT_A_REGISTRY', undefined],
] as const)(
  'a server that answers with %s is not a registry, and is not asked for a token',
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
