import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { UnauthorizedError, UsageError } from '../../../src/core/errors.ts';
import type { Credentials } from '../../../src/registry/auth/credentials.ts';
import { dockerCredentials } from '../../../src/registry/auth/docker-credentials.ts';
import { failureOf } from '../../support/registry/asking.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

function environmentOf({ path }: TempFolder): Record<string, string> {
  return { HOME: path, PATH: `${path}/bin:/usr/bin:/bin` };
}

const REGISTRY = 'https://registry.example/';

async function write(folder: TempFolder, path: string, content: object | string): Promise<void> {
  const file = folder.at(path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function find(
  environment: Record<string, string>,
  registry = REGISTRY,
  repository = 'org/image',
): Promise<Credentials | undefined> {
  return dockerCredentials(environment).find(new URL(registry), repository);
}

function auth(text: string): object {
  return { auth: Buffer.from(text).toString('base64') };
}

function basic(user: string, password: string): Credentials {
  return { kind: 'basic', user, password };
}

async function writeHelper(folder: TempFolder, name: string, script: string): Promise<void> {
  await write(folder, `bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  await chmod(folder.at('bin', `docker-credential-${name}`), 0o755);
}

test.each([
  ['registry.example', auth('ada:pw'), basic('ada', 'pw')],
  ['https://registry.example', auth('ada:p:w'), basic('ada', 'p:w')],
  ['https://registry.example/v2/', auth('ada:pw\0\0'), basic('ada', 'pw')],
  ['registry.example', { username: 'ada', password: 'pw' }, basic('ada', 'pw')],
  [
    'registry.example',
    { ...auth('ada:'), identitytoken: 'idt' },
    { kind: 'identity-token', token: 'idt' },
  ],
  ['registry.example', { registrytoken: 'rt' }, { kind: 'bearer', token: 'rt' }],
  ['registry.example', {}, undefined],
  ['registry.example', auth('nothing'), undefined],
  ['other.example', auth('ada:pw'), undefined],
])('an entry that docker login left for %s, %j, is read', async (key, entry, credentials) => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', { auths: { [key]: entry } });

  expect(await find(environment)).toEqual(credentials);
});

test('Docker Hub has a key of its own', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', {
    auths: { 'https://index.docker.io/v1/': auth('ada:pw') },
  });

  expect(await find(environment, 'https://registry-1.docker.io/')).toEqual(basic('ada', 'pw'));
  expect(await find(environment)).toBeUndefined();
});

test('podman keeps logins by repository, and the most specific one counts', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  environment['XDG_RUNTIME_DIR'] = folder.at('run');
  await write(folder, 'run/containers/auth.json', {
    auths: {
      'registry.example': auth('all:pw'),
      'registry.example/org': auth('org:pw'),
      'registry.example/org/other': auth('other:pw'),
    },
  });

  expect(await find(environment, REGISTRY, 'org/image')).toEqual(basic('org', 'pw'));
  expect(await find(environment, REGISTRY, 'org/other')).toEqual(basic('other', 'pw'));
  expect(await find(environment, REGISTRY, 'elsewhere')).toEqual(basic('all', 'pw'));
});

test('$DOCKER_CONFIG replaces the file at home, and $REGISTRY_AUTH_FILE comes before both', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', { auths: { 'registry.example': auth('home:pw') } });
  await write(folder, '.config/containers/auth.json', {
    auths: { 'registry.example': auth('podman:pw') },
  });
  expect(await find(environment)).toEqual(basic('home', 'pw'));

  environment['DOCKER_CONFIG'] = folder.at('elsewhere');
  expect(await find(environment)).toEqual(basic('podman', 'pw'));
  await write(folder, 'elsewhere/config.json', { auths: { 'registry.example': auth('moved:pw') } });
  expect(await find(environment)).toEqual(basic('moved', 'pw'));

  environment['REGISTRY_AUTH_FILE'] = folder.at('auth.json');
  await write(folder, 'auth.json', { auths: { 'registry.example': auth('file:pw') } });
  expect(await find(environment)).toEqual(basic('file', 'pw'));
});

test('$DOCKER_AUTH_CONFIG is a configuration itself, and comes before all files', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', { auths: { 'registry.example': auth('home:pw') } });
  environment['DOCKER_AUTH_CONFIG'] = JSON.stringify({
    auths: { 'https://other.example/v1/': auth('variable:pw') },
  });

  expect(await find(environment, 'https://other.example/')).toEqual(basic('variable', 'pw'));
  expect(await find(environment)).toEqual(basic('home', 'pw'));

  environment['DOCKER_AUTH_CONFIG'] = '{"auths": {"registry.example": {"auth": "hunter2"';
  const failure = await failureOf(find(environment));
  expect(failure).toBeInstanceOf(UsageError);
  expect(failure).toMatchObject({ message: expect.stringContaining('$DOCKER_AUTH_CONFIG') });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hunter2');
});

test.each([
  { auths: null },
  { credHelpers: null, credsStore: null },
  { auths: { 'registry.example': null } },
  { auths: { 'registry.example': { auth: null, identitytoken: null } } },
  { credHelpers: { 'registry.example': '' } },
  {},
])('%j holds nothing and is not an error', async (config) => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', config);
  await write(folder, '.config/containers/auth.json', {
    auths: { 'registry.example': auth('next:pw') },
  });

  expect(await find(environment)).toEqual(basic('next', 'pw'));
});

test('no file or store is asked for a registry without TLS unless its key says http', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await writeHelper(
    folder,
    'all',
    `echo asked >> ${folder.path}/asked; echo '{"Username":"ada","Secret":"pw"}'`,
  );
  await write(folder, '.docker/config.json', {
    auths: { 'registry.example': auth('ada:pw') },
    credsStore: 'all',
  });
  expect(await find(environment, 'http://registry.example/')).toBeUndefined();
  expect(await readFile(folder.at('asked'), 'utf8').catch(() => 'never')).toBe('never');

  await write(folder, '.docker/config.json', {
    auths: { 'http://registry.example': auth('ada:pw') },
  });
  expect(await find(environment, 'http://registry.example/')).toEqual(basic('ada', 'pw'));
  expect(await find(environment)).toBeUndefined();
});

test('a helper is asked on its standard input, and that of the registry before that of all', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  const log = `read key; echo "$key" >> ${folder.path}/asked;`;
  await writeHelper(
    folder,
    'one',
    `${log} echo '{"ServerURL":"x","Username":"ada","Secret":"pw"}'`,
  );
  await writeHelper(
    folder,
    'all',
    `${log} echo '{"ServerURL":"x","Username":"<token>","Secret":"idt"}'`,
  );
  await write(folder, '.docker/config.json', {
    auths: { 'https://other.example/v1/': {} },
    credsStore: 'all',
    credHelpers: { 'registry.example': 'one' },
  });

  expect(await find(environment)).toEqual(basic('ada', 'pw'));
  expect(await find(environment, 'https://other.example/')).toEqual({
    kind: 'identity-token',
    token: 'idt',
  });
  expect(await find(environment, 'https://third.example/')).toMatchObject({
    kind: 'identity-token',
  });
  expect(await readFile(folder.at('asked'), 'utf8')).toBe(
    'registry.example\nhttps://other.example/v1/\nthird.example\n',
  );
});

test('if a store has nothing for the registry, the file answers', async () => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await writeHelper(folder, 'all', 'echo "credentials not found in native keychain"; exit 1');
  await write(folder, '.docker/config.json', {
    auths: { 'registry.example': auth('ada:pw') },
    credsStore: 'all',
  });

  expect(await find(environment)).toEqual(basic('ada', 'pw'));
});

test.each([
  ['is not there', undefined, 'is not installed'],
  ['fails', 'echo "the keychain is locked: hunter2" ; exit 3', 'returns no usable answer'],
  ['says something else', 'echo hunter2', 'returns no usable answer'],
])('a helper that %s is reported without its output', async (_name, script, reason) => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  if (script !== undefined) await writeHelper(folder, 'all', script);
  await write(folder, '.docker/config.json', { credsStore: 'all' });

  const failure = await failureOf(find(environment));

  expect(failure).toBeInstanceOf(UnauthorizedError);
  expect(failure).toMatchObject({
    message: expect.stringContaining(reason),
    hint: expect.stringContaining('docker-credential-all'),
  });
  expect(String(failure instanceof Error ? failure.stack : '')).not.toContain('hunter2');
});

test.each([
  ['is no JSON', '{"auths": {"registry.example": {"auth": "hunter2"'],
  ['has a helper that leads elsewhere', { credsStore: '../../tmp/evil' }],
  ['has the wrong shape', { auths: [1] }],
])('a configuration that %s is refused with its path alone', async (_name, content) => {
  await using folder = await tempFolder();
  const environment = environmentOf(folder);
  await write(folder, '.docker/config.json', content);

  const failure = await failureOf(find(environment));

  expect(failure).toBeInstanceOf(UsageError);
  expect(failure).toMatchObject({ message: expect.stringContaining('.docker/config.json') });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hunter2');
});

test('without any file there are no credentials', async () => {
  await using folder = await tempFolder();
  expect(await find(environmentOf(folder))).toBeUndefined();
  expect(await find({})).toBeUndefined();
});
