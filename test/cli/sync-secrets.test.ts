import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { startGitServer } from '../support/http/git-server.ts';
import { startHttpProxy } from '../support/http/proxies.ts';
import { once } from '../support/once.ts';
import { serveLists } from '../support/tap/copying.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const SECRET = 's3cr3t&w/rd';
const WRITTEN = encodeURIComponent(SECRET);

const tap = once(async () => {
  const built = await buildTap({ commits: vimHistory() });
  await serveLists(built);
  return built;
});

function sync(
  home: CliHome,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  return home.run(['sync', '--no-atlas', ...argv], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'file:http:https',
      ...env,
    },
  });
}

/** The command lines of all processes that this user may see; empty if the system has no /proc. */
function commandLines(): string {
  if (!existsSync('/proc/self/cmdline')) return '';
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // The process has ended.
      }
    })
    .join('\n');
}

async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
  return texts.join('\n');
}

function expectNoSecret(...texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(WRITTEN);
    expect(text).not.toContain(Buffer.from(`me:${SECRET}`).toString('base64'));
  }
}

test.each([[[]], [['--since', '2023-09-10']]])(
  'a password in --remote reaches the server and appears nowhere else (%j)',
  async (more) => {
    await using home = await cliHome();
    const seen: string[] = [];
    const onRequest = (): void => {
      seen.push(commandLines());
    };
    await using server = await startGitServer(tap(), { login: `me:${SECRET}`, onRequest });
    const url = server.repository.href.replace('://', `://me:${WRITTEN}@`);
    const result = await sync(home, ['--remote', url, '--json', '--debug', ...more]);

    expect(result).toMatchObject({ code: 0 });
    expect(JSON.parse(result.stdout)).toMatchObject({ remote: server.repository.href });
    expect(result.stderr).toContain(server.repository.href);
    if (existsSync('/proc/self/cmdline')) expect(seen.join('\n')).toContain('remote-http');
    expectNoSecret(result.stdout, result.stderr, ...seen, await filesOf(home.cache));
  },
);

test('a password is not repeated if it is wrong, if nothing answers, or with --dry-run', async () => {
  await using home = await cliHome();
  await using server = await startGitServer(tap(), { login: 'me:another' });
  const url = server.repository.href.replace('://', `://me:${WRITTEN}@`);
  const refused = await sync(home, ['--remote', url]);
  const nowhere = await sync(home, ['--remote', `http://me:${WRITTEN}@127.0.0.1:1/x`]);
  const dry = await sync(home, ['--remote', url, '--dry-run', '--json']);

  expect(refused.code).toBe(1);
  expect(nowhere.code).toBe(5);
  expect(dry.code).toBe(0);
  for (const { stdout, stderr } of [refused, nowhere, dry]) expectNoSecret(stdout, stderr);
});

test.each([
  ['a query', `https://example.org/tap?access_token=${WRITTEN}`],
  ['a fragment', `https://example.org/tap#${WRITTEN}`],
  ['a password for ssh', `ssh://me:${WRITTEN}@example.org/tap`],
  ['no host', `https://me:${WRITTEN}@/tap`],
  ['a line end in its password', `https://me:${WRITTEN}%0Ahost=evil.example@example.org/tap`],
])('an address with %s is refused without being repeated', async (_name, url) => {
  await using home = await cliHome();
  const result = await sync(home, ['--remote', url, '--json']);

  expect(result).toMatchObject({ code: 2 });
  expect(result.stderr).toContain('not an address to fetch a repository from');
  expectNoSecret(result.stdout, result.stderr);
});

test("a proxy's password reaches the proxy, and is on no command line", async () => {
  await using home = await cliHome();
  const refusal = { status: 407, headers: { 'proxy-authenticate': 'Basic realm="test"' } };
  await using proxy = await startHttpProxy({ leadsTo: 1, refusal });
  const seen: string[] = [];
  const watch = setInterval(() => seen.push(commandLines()), 2);
  const address = `http://me:${WRITTEN}@127.0.0.1:${proxy.port}`;
  const result = await sync(home, [
    '--remote',
    'http://tap.test/tap',
    '--proxy',
    address,
    '--debug',
  ]);
  clearInterval(watch);

  expect(result.code).not.toBe(0);
  expect(proxy.logins.join(' ')).toContain(Buffer.from(`me:${SECRET}`).toString('base64'));
  if (existsSync('/proc/self/cmdline')) expect(seen.join('\n')).toContain('fetch');
  expectNoSecret(result.stdout, result.stderr, ...seen);
});

test("the user's hooks do not run in brewpull's own copy", async () => {
  await using home = await cliHome();
  const hooks = home.at('hooks');
  const [ran, template] = [home.at('ran'), home.at('template')];
  for (const folder of [hooks, join(template, 'hooks')]) {
    await mkdir(folder, { recursive: true });
    for (const name of ['reference-transaction', 'pre-auto-gc', 'post-index-change']) {
      await writeFile(join(folder, name), `#!/bin/sh\necho ${name} >> ${ran}\n`);
      await chmod(join(folder, name), 0o755);
    }
  }
  const config = home.at('gitconfig');
  await writeFile(config, `[core]\nhooksPath = ${hooks}\n[init]\ntemplateDir = ${template}\n`);
  const remote = ['--remote', pathToFileURL(tap().path).href];
  const first = await sync(home, remote, { GIT_CONFIG_GLOBAL: config });
  await writeFile(config, `[init]\ntemplateDir = ${template}\n`);
  const second = await sync(home, remote, { GIT_CONFIG_GLOBAL: config });

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(existsSync(ran)).toBe(false);
});

test.each([
  ['ext::sh -c true', 'git is not allowed to fetch over ext'],
  ['fd::3', 'git is not allowed to fetch over fd'],
  ['other::there', 'git is not allowed to fetch over other'],
  ['-oProxyCommand=true', 'strange pathname'],
])(
  'an address that would run a program or wait is refused with the reason: %s',
  async (remote, reason) => {
    await using home = await cliHome();
    const result = await sync(home, [`--remote=${remote}`]);

    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain(reason);
    expect(result.stderr).toContain('Check the address of the repository');
  },
);
