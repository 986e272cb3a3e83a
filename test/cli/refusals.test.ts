import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import {
  startRegistry,
  type FakeRegistry,
  type RegistryOptions,
} from '../support/registry/fake-registry.ts';
import type { Fault } from '../support/registry/faults.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

const ACCOUNT = { username: 'ada', password: 'hunter2' };
const VIM = 'homebrew/core/vim';

async function startVim(options: RegistryOptions = {}): Promise<FakeRegistry> {
  const registry = await startRegistry({ account: ACCOUNT, ...options });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  registry.makePrivate(VIM);
  return registry;
}

function run(
  home: CliHome,
  registry: FakeRegistry,
  command: string,
  more: readonly string[] = [],
): Promise<CliResult> {
  const target = ['--target', 'big_sur', '--history', 'registry'];
  return home.run([command, 'vim', ...target, '--registry', registry.url.href, ...more]);
}

async function writeDockerConfig(home: CliHome, config: object): Promise<void> {
  await mkdir(join(home.work, '.docker'), { recursive: true });
  await writeFile(join(home.work, '.docker', 'config.json'), JSON.stringify(config));
}

function logIn(home: CliHome, { host }: URL, password: string): Promise<void> {
  const auth = Buffer.from(`ada:${password}`).toString('base64');
  return writeDockerConfig(home, { auths: { [host]: { auth } } });
}

/** Refuses every request to the registry with this fault. */
function refuse(registry: FakeRegistry, fault: Fault): void {
  registry.fault({ host: 'registry' }, fault, Number.POSITIVE_INFINITY);
}

function challenge(realm: string): Fault {
  return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } };
}

test.each<[string, RegistryOptions, (home: CliHome, registry: FakeRegistry) => unknown, RegExp]>([
  [
    'a mirror with passwords, without a login',
    { access: 'basic' },
    () => undefined,
    /requires cred/,
  ],
  [
    'a wrong password',
    { access: 'basic' },
    (home, { url }) => logIn(home, url, 'no'),
    /refuses the cred/,
  ],
  [
    'a wrong password for tokens',
    {},
    (home, { url }) => logIn(home, url, 'no'),
    /refuses the cred/,
  ],
  [
    'a credential helper that is not there',
    { access: 'basic' },
    (home) => writeDockerConfig(home, { credsStore: 'brewpull-has-no-such-helper' }),
    /docker-credential-brewpull-has-no-such-helper/,
  ],
  [
    'a token server that answers 401',
    {},
    (_home, registry) =>
      registry.fault(
        { host: 'token' },
        { status: 401, body: '{"errors":[{"code":"DENIED"}]}' },
        Number.POSITIVE_INFINITY,
      ),
    /requires cred/,
  ],
  [
    'a token server that answers 403 without saying DENIED',
    {},
    (_home, registry) =>
      registry.fault({ host: 'token' }, { status: 403, body: '{}' }, Number.POSITIVE_INFINITY),
    /requires cred/,
  ],
  [
    'a 401 without a challenge',
    {},
    (_home, registry) => refuse(registry, { status: 401 }),
    /requires cred/,
  ],
  [
    'a 403 without a challenge',
    {},
    (_home, registry) =>
      refuse(registry, { status: 403, body: '{"errors":[{"code":"DENIED","message":"no"}]}' }),
    /does not give out/,
  ],
])(
  '%s does not count as a missing formula: exit 5 with the cause',
  async (_name, options, spoil, cause) => {
    await using home = await cliHome();
    await using registry = await startVim(options);
    await spoil(home, registry);
    const { host } = registry.url;

    for (const command of ['pull', 'resolve', 'plan', 'bundle']) {
      const result = await run(home, registry, command);

      expect([command, result.code]).toEqual([command, 5]);
      expect(result.stderr).toMatch(cause);
      expect(result.stderr).not.toContain('no formula named');
      if (!/helper/.test(cause.source)) expect(result.stderr).toContain(`docker login ${host}`);
    }
  },
);

test('a denial by a token server elsewhere says nothing about what exists: exit 5', async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  await using elsewhere = await startRegistry();
  refuse(registry, challenge(new URL('token', elsewhere.url).href));
  const result = await run(home, registry, 'resolve');

  expect(elsewhere.requests.map(({ status }) => status)).toEqual([403]);
  expect(result.code).toBe(5);
  expect(result.stderr).toContain('requires credentials');
});

test('if a registry other than ghcr.io denies a repository, the message says it may be private or missing', async () => {
  await using home = await cliHome();
  await using registry = await startVim();
  const result = await run(home, registry, 'resolve');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain(`requires credentials for ${VIM}, or has no such repository`);
  expect(result.stderr).toContain(`docker login ${registry.url.host}`);

  await logIn(home, registry.url, ACCOUNT.password);
  expect((await run(home, registry, 'resolve')).code).toBe(0);
});

test.each(['plan', 'bundle'])(
  'a dependency that is refused is left out by %s with the cause, and the others are included: exit 6',
  async (command) => {
    await using home = await cliHome();
    await using registry = await startRegistry();
    const dependencies = ['base', 'other'].map((name) => ({ name, pkgVersion: '1.0' }));
    publishBottles(registry, {
      formula: 'vim',
      pkgVersion: '9.1',
      tags: ['big_sur'],
      dependencies,
    });
    publishBottles(registry, { formula: 'other', pkgVersion: '1.0', tags: ['big_sur'] });
    const output = command === 'bundle' ? ['-o', 'out'] : [];
    const result = await run(home, registry, command, output);

    expect(result.code).toBe(6);
    expect(result.stderr).toContain('base is missing, and vim needs it');
    expect(result.stderr + result.stdout).toContain(
      `base: left out: ${registry.url.host} requires credentials for homebrew/core/base`,
    );
    expect(result.stderr + result.stdout).toMatch(/^(?:✓ other--1\.0\.big_sur|other +1\.0 )/m);
  },
);
