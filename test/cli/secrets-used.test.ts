import { createServer } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { putImage, REPOSITORY } from '../support/image/put-image.ts';
import { once } from '../support/once.ts';
import { buildBottle } from '../support/registry/build-bottle.ts';
import { startRegistry, type RegistryOptions } from '../support/registry/fake-registry.ts';
import { listen, shut, urlOf } from '../support/registry/loopback-server.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { startVimWorld } from '../support/world/vim-world.ts';
import { asyncProperty, assert as check, stringMatching } from '../support/limits/random.ts';

/** Long and odd enough to appear in no other output; some have only letters, as some tokens do. */
const secrets = stringMatching(/^x(?:[a-z]{9,20}|[a-zA-Z0-9!$%&*+;~._-]{8,20})9?z$/);
const MORE = ['--debug', '-v', '--json'];
const RUNS = { numRuns: 8 };

/** A home with a bundle, `b.tar`. */
const root = once(async () => {
  await using world = await startVimWorld();
  const made = await cliHome(world);
  const bundled = await made.run(['bundle', 'vim', '--target', 'big_sur', '-o', 'b.tar']);
  // This tap has only vim, and nothing that vim needs.
  if (bundled.code !== 6) throw new Error(bundled.stderr);
  return made;
}, 120_000);

/** The bytes of all files that a run left. */
async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(read)).join('\n');
}

/** The forms of the secret that appear in the output and the files of runs. */
async function shownOf(secret: string, home: CliHome, ...results: CliResult[]): Promise<string[]> {
  const said = results.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  const all = `${said}\n${await filesOf(home.path)}`;
  const forms = [secret, `me:${secret}`].flatMap((text) => [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
  ]);
  return forms.filter((form) => all.includes(form));
}

function pullVim(home: CliHome, registry: URL, env: Record<string, string>): Promise<CliResult> {
  const files = ['--receipt', 'r.json', '--lock', 'l.json', '-o', 'out'];
  const place = ['--registry', registry.href, '--cache-dir', home.cache];
  return runCli(
    ['vim', '--target', 'big_sur', '--history', 'registry', ...files, ...place, ...MORE],
    {
      cwd: home.work,
      env: { HOMEBREW_ARTIFACT_DOMAIN: registry.href, ...env },
    },
  );
}

test.each(['HOMEBREW_DOCKER_REGISTRY_TOKEN', 'HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN'])(
  'the token in %s reaches the registry and appears in no output or file',
  async (variable) => {
    const isBearer = variable.endsWith('REGISTRY_TOKEN');
    const hidden = asyncProperty(secrets, async (secret) => {
      const account = { username: 'me', password: secret };
      await using registry = await startRegistry({ account, access: isBearer ? 'token' : 'basic' });
      publishBottles(registry, { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'] });
      const token = Buffer.from(isBearer ? secret : `me:${secret}`).toString('base64');
      await using home = await cliHome();
      const result = await pullVim(home, registry.url, { [variable]: token });
      const sent = registry
        .logged({ host: 'registry' })
        .map(({ headers }) => headers['authorization']);

      expect(result).toMatchObject({ code: 0 });
      expect(sent).toContain(`${isBearer ? 'Bearer' : 'Basic'} ${token}`);
      expect(await shownOf(secret, home, result)).toEqual([]);
    });
    await check(hidden, RUNS);
  },
  120_000,
);

test('a header that a registry repeats in its refusal is hidden', async () => {
  const hidden = asyncProperty(secrets, async (secret) => {
    await using registry = await startRegistry({ access: 'open' });
    const message = `you sent Authorization: Bearer ${secret}, which is not valid`;
    const body = JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message }] });
    registry.fault({}, { status: 403, body }, Number.POSITIVE_INFINITY);
    await using home = await cliHome();
    const env = { HOMEBREW_DOCKER_REGISTRY_TOKEN: secret };
    const result = await pullVim(home, registry.url, env);

    expect(result.code).toBe(5);
    expect(result.stderr).toContain('you sent Authorization: Bearer ***');
    expect(await shownOf(secret, home, result)).toEqual([]);
  });
  await check(hidden, RUNS);
}, 120_000);

test.each<RegistryOptions>([{ access: 'basic' }, { access: 'token' }])(
  'credentials on standard input for an image (%j) appear in no output or file',
  async (options) => {
    const hidden = asyncProperty(secrets, async (secret) => {
      const account = { username: 'me', password: secret };
      await using registry = await startRegistry({ ...options, account, requireAccept: false });
      putImage(registry, { tag: '1' });
      registry.makePrivate(REPOSITORY);
      await using home = await cliHome();
      const image = (password: string): Promise<CliResult> => {
        const name = `${registry.url.host}/${REPOSITORY}:1`;
        const place = ['--cache-dir', home.cache, '-o', 'i.tar'];
        const argv = [
          'image',
          name,
          '--platform',
          'linux/amd64',
          '--creds',
          '-',
          ...place,
          ...MORE,
        ];
        return runCli(argv, { cwd: home.work, stdin: `me:${password}\n` });
      };
      const refused = await image(`${secret}no`);
      const taken = await image(secret);

      expect([refused.code, taken.code]).toEqual([5, 0]);
      expect(await shownOf(secret, home, refused, taken)).toEqual([]);
    });
    await check(hidden, RUNS);
  },
  120_000,
);

test('credentials of a push, and those in its target, appear in no output or file', async () => {
  const hidden = asyncProperty(secrets, async (secret) => {
    const account = { username: 'me', password: secret };
    await using registry = await startRegistry({ account });
    await using home = await cliHome();
    const push = (target: string, stdin?: string): Promise<CliResult> => {
      const creds = stdin === undefined ? [] : ['--creds', '-'];
      const argv = ['push', join(root().work, 'b.tar'), target, ...creds, ...MORE];
      return runCli(argv, { cwd: home.path, ...(stdin === undefined ? {} : { stdin }) });
    };
    const inTarget = await push(registry.url.href.replace('://', `://me:${secret}@`));
    const bare = await push(`me:${secret}@${registry.url.host}/x`);
    const wrong = await push(registry.url.href, `me:${secret}no\n`);
    const taken = await push(registry.url.href, `me:${secret}\n`);

    expect([inTarget.code, bare.code, wrong.code, taken.code]).toEqual([2, 2, 5, 0]);
    expect(await shownOf(secret, home, inTarget, bare, wrong, taken)).toEqual([]);
  });
  await check(hidden, { numRuns: 4 });
}, 120_000);

test('a password in the root_url of a formula appears in no output or file', async () => {
  const hidden = asyncProperty(secrets, async (secret) => {
    const bottle = buildBottle({ formula: 'hello', pkgVersion: '2.12' });
    const logins: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      logins.push(headers.authorization);
      response.end(bottle.bytes);
    });
    await listen(server);
    await using home = await cliHome();
    const rootUrl = urlOf(server).href.replace('://', `://me:${encodeURIComponent(secret)}@`);
    const block = { entries: { big_sur: bottle.sha256 }, rootUrl: `${rootUrl}files` };
    const text = formulaText({ name: 'hello', version: '2.12', bottle: block });
    const tap = await buildTap({
      commits: [{ subject: 'a', write: { 'Formula/hello.rb': text } }],
    });
    const run = (command: string, ...more: string[]): Promise<CliResult> => {
      const place = ['--tap-dir', `acme/old=${tap.path}`, '--cache-dir', home.cache];
      const argv = [command, 'acme/old/hello', '--target', 'big_sur', ...place, ...more];
      return runCli(argv, { cwd: home.work });
    };
    const files = ['--receipt', 'r.json', '--lock', 'l.json', '-o', 'out'];
    const results = [
      await run('resolve'),
      await run('resolve', ...MORE),
      await run('plan', '--json'),
      await run('pull', ...files, '--insecure-registry', urlOf(server).host, ...MORE),
      await run('pull', '--lock', 'l.json', '--frozen', '-o', 'again', ...MORE),
    ];
    await shut(server);
    await tap[Symbol.asyncDispose]();

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(logins).toEqual([`Basic ${Buffer.from(`me:${secret}`).toString('base64')}`]);
    expect(await shownOf(secret, home, ...results)).toEqual([]);
  });
  await check(hidden, RUNS);
}, 120_000);
