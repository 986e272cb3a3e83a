import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { startServer } from '../support/http/fault-server.ts';
import { startHttpProxy } from '../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../support/http/tls-server.ts';

const REMOTE = 'http://registry.test/homebrew-core';

async function sync(...argv: readonly string[]): Promise<CliResult> {
  await using home = await cliHome();
  return await home.run(['sync', '--no-atlas', ...argv], {
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}

test.each([
  ['http://registry.test/core', '127.0.0.1:9', 'it refuses the connection'],
  ['https://registry.test/core', '127.0.0.1:9', 'it refuses the connection'],
  ['https://registry.test/core', 'nowhere.invalid:3128', 'there is no such host'],
])('sync names a dead proxy instead of the server: %s by %s', async (remote, proxy, why) => {
  const run = await sync('--remote', remote, '--proxy', `http://me:secret@${proxy}`);

  expect(run.code).toBe(5);
  expect(run.stderr).toContain(
    `git cannot reach the proxy http://${proxy} on the way to registry.test: ${why}\nnext: `,
  );
  expect(run.stderr).not.toContain('secret');
});

test.each([
  ['https', 403, 'answers 403'],
  ['https', 407, 'answers 407, it requires a login'],
  ['http', 407, 'answers 407, it requires a login'],
  ['http', 502, ''],
])('sync names a proxy that answers an %s fetch with %i', async (scheme, status, says) => {
  await using proxy = await startHttpProxy({ leadsTo: 1, refusal: { status } });
  const address = `http://127.0.0.1:${proxy.port}`;
  const run = await sync('--remote', `${scheme}://registry.test/core`, '--proxy', address);

  expect(run.code).toBe(5);
  expect(run.stderr).toContain(`the proxy ${address}`);
  expect(run.stderr).toContain(says);
});

test.each([
  ['http', 'git cannot reach the proxy PROXY on the way to registry.test: '],
  ['https', 'git cannot reach the proxy PROXY, or registry.test through it: '],
])('sync names an https proxy that does not speak TLS, for an %s remote', async (scheme, says) => {
  await using plain = await startHttpProxy({ leadsTo: 1, refusal: { status: 400 } });
  const host = `127.0.0.1:${plain.port}`;
  const argv = ['--remote', `${scheme}://registry.test/core`, '--proxy', `https://${host}`];
  const run = await sync(...argv);

  expect(run.code).toBe(5);
  expect(run.stderr).toContain(
    `${says.replace('PROXY', `https://${host}`)}the TLS handshake with it failed\nnext: `,
  );
  expect(run.stderr).toContain(`use --proxy http://${host}`);
});

test('sync names an https proxy whose certificate is not trusted', async () => {
  const certificate = makeCertificate('IP:127.0.0.1');
  await using proxy = await startTlsServer(certificate, (_request, response) => response.end());
  const run = await sync('--remote', REMOTE, '--proxy', proxy.url.origin);

  expect(run.code).toBe(5);
  expect(run.stderr).toContain(
    `the proxy ${proxy.url.origin} on the way to registry.test: its certificate is not trusted`,
  );
  expect(run.stderr).toContain('--ca-file');
});

test("sync names a proxy from git's configuration as well", async () => {
  await using home = await cliHome();
  const run = await home.run(['sync', '--no-atlas', '--remote', REMOTE], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.proxy',
      GIT_CONFIG_VALUE_0: 'http://127.0.0.1:9',
    },
  });

  expect(run.stderr).toContain(
    'git cannot reach the proxy 127.0.0.1:9 on the way to registry.test',
  );
  expect(run.stderr).toContain('http.proxy');
});

test("a server that sync does not reach is reported without curl's words", async () => {
  const unknown = await sync('--remote', 'https://nowhere.invalid/core');
  expect(unknown.stderr).toContain('git cannot reach nowhere.invalid: there is no such host');

  await using silent = await startServer((request) => void request.socket.destroy());
  const closed = await sync('--remote', new URL('core', silent.url).href);
  expect(closed.stderr).toContain(`git cannot reach ${silent.url.host}: it closes the connection`);

  const certificate = makeCertificate('IP:127.0.0.1');
  await using server = await startTlsServer(certificate, (_request, response) => response.end());
  const strange = await sync('--remote', new URL('core', server.url).href);
  expect(strange.stderr).toContain(`${server.url.host}: its certificate is not trusted`);
  expect(strange.stderr).toContain('--ca-file');
});

test('sync without git says so, with the next step', async () => {
  await using home = await cliHome();
  const run = await home.run(['sync', '--no-atlas', '--remote', REMOTE], {
    env: { PATH: '/none' },
  });

  expect(run.code).toBe(1);
  expect(run.stderr).toContain('git is not installed, or not in PATH\nnext: ');
});
