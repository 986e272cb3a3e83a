import { writeFile } from 'node:fs/promises';
import { get } from 'node:https';

import { expect, test } from 'vitest';

import { makeBottle } from '../support/brew/bottle.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';
import { makeDatedCertificate } from '../support/http/make-dated-certificate.ts';
import { makeCertificate } from '../support/http/tls-server.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { makeMirrorTree } from '../support/mirror/make-mirror-tree.ts';
import { once } from '../support/once.ts';
import { tempFolder, type TempFolder } from '../support/temp-folder.ts';
import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';

const TOKEN = 'dGVzdC10b2tlbg-0123456789';
const TLS = ['--cert', 'cert.pem', '--key', 'key.pem'];
const GUARDED = ['--token-file', 'token'];
const certificate = once(async () => makeCertificate('IP:127.0.0.1', 'DNS:mirror.test'));

/** A folder with a mirror, a certificate, its key, and a token. */
async function makePlace(): Promise<TempFolder> {
  const folder = await tempFolder();
  await makeMirrorTree(folder.at('mirror'), {
    bottles: [{ formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'] }],
  });
  await writeFile(folder.at('cert.pem'), certificate().certificate);
  await writeFile(folder.at('key.pem'), certificate().key);
  await writeFile(folder.at('token'), `${TOKEN}\n`);
  return folder;
}

async function pull(
  folder: TempFolder,
  { url }: Serving,
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const target = ['--target', 'big_sur', '--history', 'registry', '--registry', url.origin];
  const argv = ['pull', 'vim', ...target, '--cache-dir', 'cache', '-o', 'out'];
  const trust = url.protocol === 'https:' ? ['--ca-file', 'cert.pem'] : [];
  return runCli([...argv, ...trust], { cwd: folder.path, env });
}

test('with a certificate, serve speaks TLS 1.2 or newer', async () => {
  await using folder = await makePlace();
  await using serving = await startServing(['mirror', ...TLS], folder.path);
  expect(serving.url.protocol).toBe('https:');
  expect(serving.stdout()).toContain(`HOMEBREW_ARTIFACT_DOMAIN=${serving.url.origin}\n`);
  expect(await pull(folder, serving)).toMatchObject({ code: 0 });
  const old = new Promise((resolve) => {
    const options = { ca: certificate().certificate, maxVersion: 'TLSv1.1' } as const;
    get(serving.url, { ...options, minVersion: 'TLSv1' }, resolve).on('error', resolve);
  });
  expect(await old).toBeInstanceOf(Error);
});

test('with TLS the page has lines for https, and no warning about missing TLS', async () => {
  await using folder = await makePlace();
  await using serving = await startServing(['mirror', ...TLS], folder.path);
  const page = await new Promise<string>((resolve, reject) => {
    const options = { ca: certificate().certificate, headers: { accept: 'text/html' } };
    get(serving.url, options, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve(text));
    }).on('error', reject);
  });

  expect(page).toContain(`export HOMEBREW_ARTIFACT_DOMAIN=${serving.url.origin}\n`);
  expect(page).toContain(`brewpull NAME --registry ${serving.url.origin}\n`);
  expect(page).not.toContain('does not use TLS');
});

test('serve gives an address that the certificate is for', async () => {
  await using folder = await makePlace();
  const other = makeCertificate('DNS:mirror.test');
  await writeFile(folder.at('cert.pem'), other.certificate);
  await writeFile(folder.at('key.pem'), other.key);
  await using serving = await startServing(['mirror', ...TLS, '--json'], folder.path);

  expect(serving.url.hostname).toBe('mirror.test');
});

test.each([
  ['without its key', ['--cert', 'cert.pem'], '--key is missing'],
  ['a key alone', ['--key', 'key.pem'], '--cert is missing'],
  [
    'files the wrong way round',
    ['--cert', 'key.pem', '--key', 'cert.pem'],
    'does not contain a certificate',
  ],
  [
    'a certificate as the key',
    ['--cert', 'cert.pem', '--key', 'cert.pem'],
    'does not contain a private key',
  ],
  ['another key', ['--cert', 'cert.pem', '--key', 'other.pem'], 'does not belong to'],
  ['an encrypted key', ['--cert', 'cert.pem', '--key', 'locked.pem'], 'is encrypted'],
  ['nothing there', ['--cert', 'none.pem', '--key', 'key.pem'], 'there is no such file'],
])(
  'a certificate or key that cannot be used is refused with the reason: %s',
  async (_name, argv, reason) => {
    await using folder = await makePlace();
    await writeFile(folder.at('other.pem'), makeCertificate('DNS:b.test').key);
    const lock = ['pkey', '-in', 'key.pem', '-aes256', '-passout', 'pass:x', '-out', 'locked.pem'];
    execFileSync('openssl', lock, { cwd: folder.path });
    const result = await runCli(['serve', 'mirror', '--port', '0', ...argv], { cwd: folder.path });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain(reason);
    expect(result.stderr).toContain('\nnext: ');
  },
);

test('an expired certificate gives a warning', async () => {
  await using folder = await makePlace();
  const old = makeDatedCertificate('200101', '210101');
  await writeFile(folder.at('cert.pem'), old.certificate);
  await writeFile(folder.at('key.pem'), old.key);
  await using serving = await startServing(['mirror', ...TLS], folder.path);

  expect(serving.stderr()).toContain('warning: the certificate expired on 2021-01-01');
});

test('with a token, only clients that know it can read, and it is shown nowhere', async () => {
  await using folder = await makePlace();
  await using serving = await startServing(['mirror', ...GUARDED, '-v'], folder.path);
  const ask = async (path: string, authorization?: string): Promise<Response> =>
    fetch(new URL(path, serving.url), { headers: authorization ? { authorization } : {} });
  const basic = `Basic ${Buffer.from(`anyone:${TOKEN}`).toString('base64')}`;
  for (const path of [
    '/v2/',
    '/',
    '/v2/homebrew/core/vim/manifests/9.0',
    '/core-tap/big_sur.tar',
  ]) {
    for (const wrong of [undefined, 'Bearer QQ==', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
      expect([path, wrong, (await ask(path, wrong)).status]).toEqual([path, wrong, 401]);
    }
    expect((await ask(path, `Bearer ${TOKEN}`)).status).toBe(200);
    expect((await ask(path, basic)).status).toBe(200);
  }
  const refused = await ask('/v2/');
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer realm="${serving.url.origin}/token",service="brewpull"`,
  );
  expect((await ask('/token')).status).toBe(401);
  expect(await (await ask('/token', basic)).json()).toMatchObject({ token: TOKEN });
  const open = await ask('/v2/homebrew/core/vim/manifests/9.0', `Bearer ${TOKEN}`);
  expect(open.headers.get('cache-control')).toBe('private, max-age=60');
  expect(serving.stderr()).toContain('-u "brew:$HOMEBREW_DOCKER_REGISTRY_TOKEN"');
  expect(serving.stdout() + serving.stderr()).not.toContain(TOKEN);
});

test.each([
  [
    'brew has it',
    (origin: string) => ({
      HOMEBREW_ARTIFACT_DOMAIN: origin,
      HOMEBREW_DOCKER_REGISTRY_TOKEN: TOKEN,
    }),
  ],
  [
    'docker login leaves it',
    (origin: string) => ({
      DOCKER_AUTH_CONFIG: auths(origin, { auth: Buffer.from(`me:${TOKEN}`).toString('base64') }),
    }),
  ],
  [
    'a docker configuration names it',
    (origin: string) => ({ DOCKER_AUTH_CONFIG: auths(origin, { registrytoken: TOKEN }) }),
  ],
])('brewpull pulls with the token as %s', async (_name, envOf) => {
  await using folder = await makePlace();
  for (const tls of [[], TLS]) {
    await using serving = await startServing(['mirror', ...GUARDED, ...tls], folder.path);
    expect(await pull(folder, serving)).toMatchObject({ code: 5 });
    expect(await pull(folder, serving, envOf(serving.url.origin))).toMatchObject({ code: 0 });
  }
});

function auths(origin: string, entry: object): string {
  return JSON.stringify({ auths: { [new URL(origin).host]: entry } });
}

test('the token may come from standard input, for a bundle too', async () => {
  await using folder = await makePlace();
  const items = [await makeBottle(folder.at('cache'), { formula: 'a' })];
  const targets = [{ target: parseTargetTag('big_sur'), items }];
  const out = { path: folder.at('b.tar'), format: 'tar' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  const argv = ['b.tar', '--token-file', '-', '--json'];
  await using serving = await startServing(argv, folder.path, TOKEN);

  expect(JSON.parse(serving.stdout())).toMatchObject({ kind: 'bundle', hasToken: true });
  const headers = { authorization: `Bearer ${TOKEN}` };
  expect((await fetch(serving.url)).status).toBe(401);
  const page = await fetch(serving.url, { headers });
  expect(await page.text()).toContain('brewpull serves one bottle here');
});

test.each(['', 'short\n', 'two words of text\n', `${TOKEN}\n${TOKEN}\n`])(
  'a token file with %j is refused, and not repeated',
  async (text) => {
    await using folder = await makePlace();
    await writeFile(folder.at('token'), text);
    const argv = ['serve', 'mirror', '--port', '0', ...GUARDED];
    const result = await runCli(argv, { cwd: folder.path });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('token does not contain a token: one line');
    expect(result.stderr).not.toContain(TOKEN);
  },
);
