import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startDockerHub, type DockerHub } from '../support/image/docker-hub.ts';
import { makeImage, type MadeImage } from '../support/image/make-image.ts';

const HITCH = { repository: 'library/hitch', tag: '1.8.0-1', platforms: ['linux/amd64'] };
const MANIFESTS = 'registry-1.docker.io /v2/library/hitch/manifests/';

async function image(
  home: CliHome,
  hub: DockerHub,
  argv: readonly string[],
  world: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CliResult> {
  const authority = join(home.work, 'authority.pem');
  await writeFile(authority, hub.certificate);
  const cache = home.cache;
  return runCli(['image', ...argv, ...hub.argv, '--ca-file', authority, '--cache-dir', cache], {
    cwd: home.work,
    ...world,
  });
}

async function startHitch(account?: string): Promise<DockerHub & { readonly made: MadeImage }> {
  const hub = await startDockerHub(account);
  return Object.assign(hub, { made: await makeImage(hub, HITCH) });
}

/** How many manifests were fetched, which is what Docker Hub counts. */
function counted(hub: DockerHub): number {
  return hub.requests.filter(
    (line) => line.startsWith(`GET ${MANIFESTS}`) && line.endsWith(' Bearer'),
  ).length;
}

async function files(home: CliHome): Promise<string[]> {
  const names = await readdir(home.work);
  return names.filter((name) => name !== 'cache' && name !== 'authority.pem');
}

test('a bare name means an official image of Docker Hub, with its hosts and its token server', async () => {
  await using home = await cliHome();
  await using hub = await startHitch();
  const result = await image(home, hub, ['hitch:1.8.0-1', '-o', 'hitch.tar', '-v']);

  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toContain('registry-1.docker.io: 98 of 100 pulls left, counted over 6 h\n');
  await expect(verifyImage(join(home.work, 'hitch.tar'))).resolves.toMatchObject({
    findings: [],
    image: {
      fullName: 'docker.io/library/hitch:1.8.0-1',
      imageId: hub.made.manifests.get('linux/amd64')?.config,
    },
  });
  expect(hub.requests).toContain('GET auth.docker.io /token no');
  expect(hub.requests.filter((line) => /production/.test(line) && !line.endsWith(' no'))).toEqual(
    [],
  );
});

test('a cached image costs no pull: the tag is requested with HEAD', async () => {
  await using home = await cliHome();
  await using hub = await startHitch();
  await image(home, hub, ['hitch:1.8.0-1', '-o', 'first.tar']);
  expect(counted(hub)).toBe(2);
  hub.remaining = 0;
  const again = await image(home, hub, ['hitch:1.8.0-1', '-o', 'second.tar', '--json']);

  expect(again).toMatchObject({ code: 0 });
  expect(JSON.parse(again.stdout)).toMatchObject({
    indexDigest: hub.made.index,
    rateLimit: { limit: 100, remaining: 0, windowSeconds: 21_600 },
  });
  expect(again.stderr).toContain('0 of 100 pulls left');
  expect(hub.requests).toContain(`HEAD ${MANIFESTS}1.8.0-1 Bearer`);
  expect(counted(hub)).toBe(2);
  expect(await readFile(join(home.work, 'second.tar'))).toEqual(
    await readFile(join(home.work, 'first.tar')),
  );
});

test('a tag that was moved is fetched again', async () => {
  await using home = await cliHome();
  await using hub = await startHitch();
  await image(home, hub, ['hitch:1.8.0-1', '-o', 'first.tar']);
  const moved = await makeImage(hub, { ...HITCH, layers: 3 });
  const again = await image(home, hub, ['hitch:1.8.0-1', '-o', 'second.tar', '--json']);

  expect(JSON.parse(again.stdout)).toMatchObject({
    indexDigest: moved.index,
    manifestDigest: moved.manifests.get('linux/amd64')?.digest,
    rateLimit: { remaining: 96 },
  });
});

test('an exhausted limit is reported with the time to try again, and nothing gets the final name', async () => {
  await using home = await cliHome();
  await using hub = await startHitch();
  hub.remaining = 0;
  const result = await image(home, hub, ['hitch:1.8.0-1', '-o', 'hitch.tar']);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('too many requests: it asks to wait 6 hours');
  expect(result.stderr).toMatch(
    /Run this again in 6 hours, after \d{4}-\d\d-\d\d \d\d:\d\d UTC; log in/,
  );
  expect(counted(hub)).toBe(1);
  expect(await files(home)).toEqual([]);
});

test('credentials go only to the token server of Docker Hub, and have their own limit', async () => {
  await using home = await cliHome();
  await using hub = await startHitch('me:secret');
  hub.remaining = 0;
  const result = await image(home, hub, ['hitch:1.8.0-1', '--creds', '-', '--json'], {
    stdin: 'me:secret\n',
  });

  expect(result).toMatchObject({ code: 0 });
  expect(JSON.parse(result.stdout)).toMatchObject({ rateLimit: { limit: 200, remaining: 198 } });
  expect(hub.requests.filter((line) => line.endsWith(' Basic'))).toEqual([
    'GET auth.docker.io /token Basic',
  ]);
});

test('credentials from docker login are used', async () => {
  await using home = await cliHome();
  await using hub = await startHitch('me:secret');
  const auth = Buffer.from('me:secret').toString('base64');
  const config = { auths: { 'https://index.docker.io/v1/': { auth } } };
  await writeFile(join(home.work, 'config.json'), JSON.stringify(config));
  const result = await image(home, hub, ['inspect', 'hitch:1.8.0-1', '--json'], {
    env: { DOCKER_CONFIG: home.work },
  });

  expect(JSON.parse(result.stdout)).toMatchObject({
    rateLimit: { limit: 200, remaining: 199, windowSeconds: 21_600 },
  });
});

test.each([
  ['on the command line', 2, ['--creds', 'me:secret'], 'me:secret\n'],
  ['without a colon', 2, ['--creds', '-'], 'secret\n'],
  ['on two lines', 2, ['--creds', '-'], 'me:secret\nmore\n'],
  ['that are wrong', 5, ['--creds', '-'], 'you:secret\n'],
])('credentials %s: exit %s, and no secret in the message', async (_name, code, argv, stdin) => {
  await using home = await cliHome();
  await using hub = await startHitch('me:secret');
  const result = await image(home, hub, ['hitch:1.8.0-1', ...argv], { stdin });

  expect(result.code).toBe(code);
  expect(result.stderr).not.toContain('secret');
  expect(await files(home)).toEqual([]);
});
