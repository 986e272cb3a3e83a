import { writeFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';

import { expect, test } from 'vitest';

import { readAuthorities } from '../../../../src/cli/arguments/brewpull/authorities.ts';
import { UsageError } from '../../../../src/core/errors.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { makeCertificate, startTlsServer } from '../../../support/http/tls-server.ts';

const OWN = makeCertificate('IP:127.0.0.1');

async function write(home: CliHome, name: string, ...parts: readonly string[]): Promise<string> {
  const path = home.at(name);
  await writeFile(path, parts.join('\n'));
  return path;
}

test('only the certificates that Node lacks are taken from a system bundle', async () => {
  await using home = await cliHome();
  const known = rootCertificates.slice(0, 5).map((text) => text.replaceAll('\n', '\r\n'));
  const path = await write(home, 'bundle.pem', '# of the system', ...known, OWN.certificate);

  expect(await readAuthorities(undefined, { SSL_CERT_FILE: path })).toEqual([
    OWN.certificate.trim(),
  ]);
});

test('certificates of --ca-file and both variables are combined, each one once', async () => {
  await using home = await cliHome();
  const other = makeCertificate('DNS:other.test').certificate;
  const path = await write(home, 'own.pem', OWN.certificate);
  const third = makeCertificate('DNS:third.test').certificate;
  const env = {
    SSL_CERT_FILE: await write(home, 'both.pem', OWN.certificate, other),
    NODE_EXTRA_CA_CERTS: await write(home, 'third.pem', other, third),
  };
  const all = [OWN.certificate, other, third].map((text) => text.trim());

  expect(await readAuthorities(path, env)).toEqual(all);
});

test('a variable that leads nowhere gives no certificates, but a --ca-file that does is an error', async () => {
  await using home = await cliHome();
  const empty = await write(home, 'empty.pem', 'nothing');

  expect(await readAuthorities(undefined, {})).toEqual([]);
  expect(await readAuthorities(undefined, { SSL_CERT_FILE: '' })).toEqual([]);
  expect(await readAuthorities(undefined, { SSL_CERT_FILE: home.at('none') })).toEqual([]);
  expect(await readAuthorities(undefined, { SSL_CERT_FILE: empty })).toEqual([]);
  await expect(readAuthorities(home.at('none'), {})).rejects.toThrow(UsageError);
  await expect(readAuthorities(empty, {})).rejects.toThrow(UsageError);
});

test('a registry is trusted if its authority is in SSL_CERT_FILE', async () => {
  await using home = await cliHome();
  await using server = await startTlsServer(OWN, (_request, response) =>
    response.writeHead(404).end('{}'),
  );
  const place = ['--registry', server.url.origin, '--history', 'registry', '--cache-dir', 'cache'];
  const argv = ['resolve', 'vim', '--macos', '11', '--arch', 'amd64', ...place];
  const path = await write(home, 'own.pem', OWN.certificate);

  const without = await runCli(argv, { cwd: home.path });
  expect(without.stderr).toContain('not trusted');
  expect(server.seen).toEqual([]);
  await runCli(argv, { cwd: home.path, env: { SSL_CERT_FILE: path } });
  expect(server.seen.length).toBeGreaterThan(0);
});
