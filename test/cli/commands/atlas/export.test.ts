import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { buildTap, runGit, type Tap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const COMMITS = vimHistory();
const tap = once(() => buildTap({ commits: COMMITS }));

function run(
  home: CliHome,
  words: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', ...more.env };
  return home.run(['atlas', ...words], { ...more, env });
}

/** What a file says about itself. */
async function info(home: CliHome, file: string) {
  return JSON.parse((await show(home, file, '--json')).stdout);
}

function show(home: CliHome, ...words: readonly string[]): Promise<CliResult> {
  return runCli(['atlas', 'info', ...words], { cwd: home.work });
}

async function cloneOf(url: string | undefined): Promise<Tap> {
  const clone = await buildTap({ commits: COMMITS });
  if (url !== undefined) await runGit(clone.path, ['config', 'remote.origin.url', url]);
  return clone;
}

test('an export prints its path, says what is in it, and is the same each time', async () => {
  await using home = await cliHome({ tap: tap() });
  const { code, stdout, stderr } = await run(home, ['export', '-o', 'one.answers']);
  const again = await run(home, ['export', '-o', 'sub/two.answers', '--json']);
  const bytes = await readFile(home.at('work/one.answers'));

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${home.at('work/one.answers')}\n` });
  expect(stderr).toContain('homebrew/core: 1 formula, ');
  expect(stderr).toContain('targets: all\n');
  expect(stderr).toContain(digestOfBytes(bytes));
  expect(bytes).toEqual(await readFile(home.at('work/sub/two.answers')));
  expect(await info(home, 'one.answers')).toMatchObject({
    ...JSON.parse(again.stdout),
    path: home.at('work/one.answers'),
  });
});

test('an export says what the clone says, for the requested targets', async () => {
  await using home = await cliHome({ tap: tap() });
  await run(home, ['export', '-o', 'all.answers']);
  await run(home, ['export', '-o', 'some.answers', '--target', 'big_sur', '--target', 'ventura']);
  await run(home, ['export', '-o', 'mac.answers'], { platform: 'darwin', kernelRelease: '20.6.0' });
  const shown = await show(home, 'all.answers', 'vim');

  expect(shown.stdout).toMatch(/^ {2}big_sur +9\.0\.1900 +2023-09-1\d +2023-09-2\d +9\.0\.1900_1/m);
  expect(await info(home, 'all.answers')).toMatchObject({ bottleTags: null });
  expect(await info(home, 'some.answers')).toMatchObject({ bottleTags: ['big_sur', 'ventura'] });
  expect(await info(home, 'mac.answers')).toMatchObject({ bottleTags: null });
});

test('--before exports what history said at that time', async () => {
  await using home = await cliHome({ tap: tap() });
  await run(home, ['export', '-o', 'then.answers', '--before', '2023-09-25']);
  const shown = await show(home, 'then.answers', 'vim');

  expect(shown.stdout).toMatch(/^ {2}big_sur +9\.0\.1900 +2023-09-1\d +offered$/m);
  expect((await info(home, 'then.answers')).head.date < '2023-09-25').toBe(true);
});

test.each([
  [undefined, 'homebrew/core', false],
  ['https://github.com/Homebrew/homebrew-core', 'homebrew/core', true],
])('a clone of %s is listed as the source %s', async (url, name, isOwn) => {
  await using clone = await cloneOf(url);
  await using home = await cliHome({ tap: clone });
  const { stderr } = await run(home, ['export', '-o', 'a.answers']);
  const { head, sources } = await info(home, 'a.answers');

  expect(head.commit).toBe(isOwn ? clone.head : null);
  expect(stderr).toContain(isOwn ? `head: ${clone.head}\n` : 'no commit of homebrew/core itself');
  expect(sources).toMatchObject([
    { name, note: isOwn ? null : expect.stringContaining('does not say') },
  ]);
});

test('a mirror that is used as the tap is recorded by name, without a commit', async () => {
  await using clone = await cloneOf('https://github.com/lzwme/homebrew-cn.git');
  await using home = await cliHome();
  const place = ['--tap-dir', `homebrew/core=${clone.path}`];
  await run(home, ['export', '-o', 'a.answers', ...place]);

  expect(await info(home, 'a.answers')).toMatchObject({
    tap: 'homebrew/core',
    head: { commit: null },
    sources: [{ name: 'lzwme/homebrew-cn', note: null }],
  });
});

test('another file is never replaced without --force, and the same bytes are not a conflict', async () => {
  await using home = await cliHome({ tap: tap() });
  await writeFile(home.at('work/a.answers'), 'precious');
  const refused = await run(home, ['export', '-o', 'a.answers']);
  const before = await readFile(home.at('work/a.answers'), 'utf8');
  const forced = await run(home, ['export', '-o', 'a.answers', '--force']);
  const same = await run(home, ['export', '-o', 'a.answers']);

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('Add --force');
  expect(before).toBe('precious');
  expect([forced.code, same.code]).toEqual([0, 0]);
  expect(await home.placed()).toEqual(['a.answers']);
});

test('--full copies the atlas with every bottle', async () => {
  await using home = await cliHome({ tap: tap() });
  const { code, stdout, stderr } = await run(home, ['export', '-o', 'core.atlas', '--full']);

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${home.at('work/core.atlas')}\n` });
  expect(stderr).toContain(`head: ${tap().head}`);
  expect(await info(home, 'core.atlas')).toMatchObject({
    kind: 'atlas',
    tap: 'homebrew/core',
    head: { commit: tap().head },
  });
});

test('- means standard output, and nothing else goes there', async () => {
  await using home = await cliHome({ tap: tap() });
  await run(home, ['export', '-o', 'a.answers']);
  const { code, stdoutBytes } = await run(home, ['export', '-o', '-']);

  expect(code).toBe(0);
  expect(stdoutBytes).toEqual(await readFile(home.at('work/a.answers')));
});

test.each([
  [['export'], 'atlas export needs --output'],
  [['export', 'vim', '-o', 'a'], 'atlas export takes only options'],
  [['export', '-o', 'a', '--full', '--target', 'big_sur'], '--full has every bottle'],
  [['export', '-o', '-', '--json'], 'both want standard output'],
  [['export', '-o', 'a', '--target', 'all'], 'is not a bottle tag'],
])('%j is refused before anything is read', async (words, message) => {
  await using home = await cliHome({ tap: { path: '/no/such/clone' } });
  const { code, stderr } = await run(home, words);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await home.placed()).toEqual([]);
});

test('without a clone of the tap the error says how to get or name one', async () => {
  await using home = await cliHome({ tap: tap() });
  const { code, stderr } = await run(home, ['export', '-o', 'a', '--tap', 'me/tools']);

  expect(code).toBe(1);
  expect(stderr).toContain('brewpull sync --tap me/tools');
  expect(stderr).toContain('--tap-dir me/tools=DIR');
});

test('sync --export writes the same file as atlas export from its copy', async () => {
  await using home = await cliHome();
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
  const remote = ['--remote', pathToFileURL(tap().path).href];
  const synced = await home.run(['sync', ...remote, '--export', 'a.answers', '--json'], { env });
  await run(home, ['export', '-o', 'b.answers']);
  const again = await home.run(['sync', ...remote, '--export', 'a.answers'], { env });

  expect(JSON.parse(synced.stdout)).toMatchObject({
    head: { commit: tap().head },
    export: {
      path: home.at('work/a.answers'),
      kind: 'answers',
      head: { commit: tap().head },
      bottleTags: null,
    },
  });
  expect(again.stdout.split('\n')[0]).toBe(home.at('work/a.answers'));
  expect(again.stderr).toContain('homebrew/core: 1 formula');
  expect(await readFile(home.at('work/a.answers'))).toEqual(
    await readFile(home.at('work/b.answers')),
  );
});

test.each([
  [['--since', '2023-09-01'], '--since rules it out'],
  [['--no-atlas'], '--no-atlas rules it out'],
])('sync --export %j is refused before anything is fetched', async (words, message) => {
  await using home = await cliHome();
  const { code, stderr } = await home.run(['sync', '--export', 'a', ...words]);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('sync --export records no commit if it fetches from a mirror', async () => {
  await using mirror = await buildTap({ commits: COMMITS });
  await using home = await cliHome();
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
  await runGit(home.work, ['clone', '--bare', '--quiet', mirror.path, 'them/homebrew-other']);
  const remote = ['--remote', pathToFileURL(home.at('work/them/homebrew-other')).href];
  const result = await home.run(['sync', ...remote, '--export', 'a', '--json'], { env });

  expect(JSON.parse(result.stdout).export).toMatchObject({ head: { commit: null } });
});
