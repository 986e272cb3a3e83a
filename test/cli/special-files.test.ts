import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readlink, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { dockerCredentials } from '../../src/registry/auth/docker-credentials.ts';
import { placeBytes } from '../../src/store/place/place-file.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';

const MIB = 1024 * 1024;

async function homeWithPipe(): Promise<CliHome> {
  const home = await cliHome();
  await promisify(execFile)('mkfifo', [home.at('pipe')]);
  return home;
}

function run(
  home: CliHome,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const more = { HOME: home.path, XDG_CACHE_HOME: home.cache, ...env };
  return runCli(argv, { cwd: home.work, homeDir: home.path, env: more });
}

const TARGET = ['--target', 'big_sur', '--offline'];
const RESOLVE = ['resolve', 'vim', ...TARGET];

/** The options and arguments that name a file to read, with the words before the reason in a refusal. */
const NAMED: readonly (readonly [what: string, argv: readonly string[], words: string])[] = [
  ['compare', ['compare', 'FILE', 'FILE'], 'cannot read the receipt'],
  ['verify', ['verify', 'FILE'], 'cannot verify'],
  ['verify --against', ['verify', 'x', '--against', 'FILE'], 'cannot read the receipt'],
  [
    '--trusted-root',
    [...RESOLVE.with(0, 'pull'), '--provenance', '--trusted-root', 'FILE'],
    'cannot read --trusted-root',
  ],
  ['--api-data', [...RESOLVE, '--api-data', 'FILE'], 'cannot read --api-data'],
  ['--ca-file', [...RESOLVE, '--ca-file', 'FILE'], 'cannot read --ca-file'],
  ['--for', ['plan', 'vim', '--offline', '--for', 'FILE'], 'cannot read'],
];

test.each(NAMED)(
  '%s refuses a pipe, a device and a folder by name, and does not wait',
  async (_what, argv, words) => {
    await using home = await homeWithPipe();
    for (const [path, reason] of [
      [home.at('pipe'), 'a pipe'],
      ['/dev/zero', 'a device'],
      [home.work, 'a folder'],
    ] as const) {
      const { code, stderr } = await run(
        home,
        argv.map((word) => (word === 'FILE' ? path : word)),
      );

      expect(code).toBe(2);
      expect(stderr).toContain(words);
      expect(stderr).toContain(path);
      expect(stderr).toContain(reason);
    }
    const { code, stderr } = await run(
      home,
      argv.map((word) => (word === 'FILE' ? 'missing' : word)),
    );
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain('no such file');
  },
);

test.each(['--lock', '--frozen'])('a lock that is a pipe is refused: %s', async (option) => {
  await using home = await homeWithPipe();
  await symlink(home.at('pipe'), join(home.work, 'brewpull.lock.json'));
  const argv = option === '--lock' ? [option, 'brewpull.lock.json'] : [option];
  const { code, stderr } = await run(home, ['plan', 'vim', ...TARGET, ...argv]);

  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot read the lock .*brewpull\.lock\.json: it is a pipe, not a file/);
});

test.each([
  ["a project's file", 'work/.brewpull.json'],
  ["the user's file", '.config/brewpull/config.json'],
])('%s that is a pipe, a device or a folder is refused by every command', async (_what, place) => {
  await using home = await homeWithPipe();
  const path = home.at(place);
  await mkdir(join(path, '..'), { recursive: true });
  for (const [target, reason] of [
    [home.at('pipe'), 'a pipe'],
    ['/dev/zero', 'a device'],
    [home.path, 'a folder'],
  ] as const) {
    await symlink(target, path);
    for (const argv of [RESOLVE, ['compare', 'a', 'b'], ['cache']]) {
      const { code, stderr } = await run(home, argv);

      expect(code).toBe(2);
      expect(stderr).toContain(`cannot be read from ${path}: it is ${reason}, not a file`);
    }
    await rm(path);
  }
});

test("docker's configuration is refused by name if it is not a file, and holds nothing if it is missing", async () => {
  await using home = await homeWithPipe();
  const find = (config: string): Promise<unknown> =>
    dockerCredentials({ REGISTRY_AUTH_FILE: config }).find(new URL('https://r.example/'), 'a');

  await expect(find(home.at('pipe'))).rejects.toThrow(UsageError);
  await expect(find(home.at('pipe'))).rejects.toThrow(`${home.at('pipe')} is a pipe, not a file`);
  await expect(find('/dev/zero')).rejects.toThrow('/dev/zero is a device, not a file');
  expect(await find(home.at('missing'))).toBeUndefined();
});

test.each([
  ['serve', ['serve', 'FILE']],
  ['push', ['push', 'FILE', 'http://127.0.0.1:1']],
  ['bundle --inspect', ['bundle', '--inspect', 'FILE']],
])('%s refuses a pipe and a device instead of a bundle', async (_what, argv) => {
  await using home = await homeWithPipe();
  for (const path of [home.at('pipe'), '/dev/zero']) {
    const { code, stderr } = await run(
      home,
      argv.map((word) => (word === 'FILE' ? path : word)),
    );

    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`cannot read ${path}: it is a (?:pipe|device), not a file`));
  }
});

test.each(['bundle', 'bottle'])(
  'verify refuses a pipe beside what it verifies: %s',
  async (kind) => {
    await using home = await homeWithPipe();
    const [file, beside] =
      kind === 'bundle'
        ? ['b.tar.001', 'b.tar.002']
        : ['vim--9.0.big_sur.bottle.tar.gz', 'vim--9.0.big_sur.bottle.json'];
    const head = Buffer.alloc(1024);
    head.write('brewpull-bundle/README.txt');
    head.write('ustar', 257);
    await writeFile(join(home.work, file), kind === 'bundle' ? head : gzipSync('x'));
    await symlink(home.at('pipe'), join(home.work, beside));
    const { code, stdout, stderr } = await run(home, ['verify', file]);

    expect(code).toBe(4);
    expect(stdout + stderr).toContain(`${beside} is a pipe, not a file`);
  },
);

test('a pipe at the path of a page is refused, and not read to compare it', async () => {
  await using home = await homeWithPipe();
  await expect(placeBytes(Buffer.from('page'), home.at('pipe'))).rejects.toThrow(
    `${home.at('pipe')} is a pipe`,
  );
});

test.each([
  ['--from-file', 'vim\n'],
  ['--brewfile', 'brew "vim"\n'],
])('%s reads a pipe, and refuses an endless file at the limit of a list', async (option, text) => {
  await using home = await homeWithPipe();
  const argv = ['resolve', ...TARGET, '--history', 'registry', option];
  const [result] = await Promise.all([
    run(home, [...argv, home.at('pipe')]),
    writeFile(home.at('pipe'), text),
  ]);
  const endless = await run(home, [...argv, '/dev/zero']);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('--offline');
  expect(endless.code).toBe(2);
  expect(endless.stderr).toContain('cannot read /dev/zero: it is larger than 4 MiB');
});

test.runIf(process.platform === 'linux')(
  'a pipe that a shell makes of <(command) is read to its end',
  async () => {
    await using home = await homeWithPipe();
    const reading = await open(home.at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    const writing = await open(home.at('pipe'), 'w');
    try {
      await writing.write('not a receipt');
      const running = run(home, ['compare', `/dev/fd/${reading.fd}`, 'missing.json']);
      // The command has opened it, and now waits for its end.
      while ((await countDescriptors(home.at('pipe'))) < 3) await new Promise(setImmediate);
      await writing.close();
      const { stderr } = await running;

      expect(stderr).not.toContain('a pipe');
    } finally {
      await reading.close();
    }
  },
);

async function countDescriptors(path: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const ends = names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''));
  return (await Promise.all(ends)).filter((end) => end === path).length;
}

test.each([
  ['a receipt', ['compare', 'large', 'large'], 32],
  ['a Brewfile', ['resolve', ...TARGET, '--brewfile', 'large'], 4],
  ['a list', ['resolve', ...TARGET, '--from-file', 'large'], 4],
  ['a trust root', [...RESOLVE.with(0, 'pull'), '--provenance', '--trusted-root', 'large'], 4],
  ['a certificate file', [...RESOLVE, '--ca-file', 'large'], 16],
  ['a description of a Mac', ['plan', 'vim', '--offline', '--for', 'large'], 4],
])('%s above its size limit is refused with the limit', async (_what, argv, limitMib) => {
  await using home = await homeWithPipe();
  await writeFile(join(home.work, 'large'), '');
  await truncate(join(home.work, 'large'), limitMib * MIB + 1);
  const { code, stderr } = await run(home, argv);

  expect(code).toBe(2);
  expect(stderr).toContain(`is larger than ${limitMib} MiB`);
});
