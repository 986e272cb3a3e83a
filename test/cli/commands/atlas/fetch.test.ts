import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { startServer } from '../../../provenance/attestation/attestation-server.ts';
import {
  fetchInto,
  kept,
  nameAt,
  placed,
  publish,
} from '../../../support/answers/answers-registry.ts';
import { answersBytes, writeAnswers } from '../../../support/answers/write-answers.ts';
import { cliHome } from '../../../support/cli/cli-home.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const tap = once(() => buildTap({ commits: vimHistory() }));

test('the file of a tag is placed where answers are looked up, and is not fetched twice', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const pinned = await publish(home, registry);

  const first = await fetchInto(home, [nameAt(registry), '--json']);
  registry.requests.length = 0;
  const second = await fetchInto(home, [nameAt(registry), '--json']);

  const path = home.at('cache/answers/homebrew-core.answers');
  const bytes = answersBytes();
  expect(JSON.parse(first.stdout)).toEqual({
    schemaVersion: 2,
    path,
    status: 'fetched',
    fetchedFrom: pinned,
    kind: 'answers',
    tap: 'homebrew/core',
    head: { commit: null, date: '2026-08-22T00:00:00Z' },
    digest: digestOfBytes(bytes),
    sizeBytes: bytes.length,
    replaced: null,
    signedBy: null,
  });
  expect(JSON.parse(second.stdout)).toMatchObject({
    path,
    status: 'unchanged',
    fetchedFrom: pinned,
  });
  expect((await placed(home)).equals(bytes)).toBe(true);
  expect(registry.requests.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual([
    'GET /v2/acme/answers/manifests/core',
  ]);
  expect(await kept(home)).toEqual(['homebrew-core.answers', 'homebrew-core.answers.json']);
});

test('a fetched file answers later runs without a network', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);
  const words = ['resolve', 'vim', '--target', 'sonoma', '--offline', '--json'];

  const before = await home.run(words);
  await fetchInto(home, [nameAt(registry)]);
  const after = await home.run(words);

  expect(before.code).not.toBe(0);
  expect(JSON.parse(after.stdout)).toMatchObject({
    results: [{ status: 'found', pkgVersion: '9.1.2_1', bottleTag: 'sonoma' }],
  });
});

test('without a name the last source is fetched again, and a newer file replaces the old one', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry, { day: '2026-08-01' });
  await fetchInto(home, [nameAt(registry)]);
  await publish(home, registry, { day: '2026-08-22' });

  const { code, stderr } = await fetchInto(home, []);

  expect(code).toBe(0);
  expect(stderr).toContain(`from ${nameAt(registry)} again`);
  expect(stderr).toContain('instead of the state of 2026-08-01');
  expect((await placed(home)).equals(answersBytes())).toBe(true);
});

test('a first fetch without a name is refused with an example of one', async () => {
  await using home = await cliHome();

  const { code, stderr } = await fetchInto(home, []);

  expect(code).toBe(2);
  expect(stderr).toContain('brewpull atlas fetch registry/name:tag');
});

test('a reference with a digest is requested only once, unless forced', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const pinned = await publish(home, registry);
  await publish(home, registry, { day: '2026-08-23' });

  const first = await fetchInto(home, [pinned, '--json']);
  registry.requests.length = 0;
  const again = await fetchInto(home, [pinned, '--json']);
  const offline = await fetchInto(home, [pinned, '--json', '--offline']);

  expect(JSON.parse(first.stdout)).toMatchObject({
    fetchedFrom: pinned,
    head: { date: '2026-08-22T00:00:00Z' },
  });
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged', fetchedFrom: pinned });
  expect(JSON.parse(offline.stdout)).toMatchObject({ status: 'unchanged' });
  expect(registry.requests).toEqual([]);
  await fetchInto(home, [pinned.replace(':core', ''), '--force']);
  expect(registry.requests).not.toEqual([]);
});

test('an older file does not replace a newer one, unless forced', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry, { day: '2026-08-01', tag: 'old' });
  await publish(home, registry, { day: '2026-08-22' });
  await fetchInto(home, [nameAt(registry)]);

  registry.requests.length = 0;
  const refused = await fetchInto(home, [nameAt(registry, 'old')]);
  expect(registry.logged({ host: 'blobs' })).toEqual([]);
  const unchanged = await placed(home);
  const forced = await fetchInto(home, [nameAt(registry, 'old'), '--force']);

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('it is of 2026-08-22');
  expect(refused.stderr).toContain('of 2026-08-01');
  expect(unchanged.equals(answersBytes())).toBe(true);
  expect(forced.code).toBe(0);
  expect((await placed(home)).equals(answersBytes({ day: '2026-08-01' }))).toBe(true);
});

test('a whole atlas is placed beside the answers of its tap', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await updateAtlasOf(tap().path, home.at('work/core.atlas'));
  await runCli(['atlas', 'push', 'core.atlas', nameAt(registry, 'all')], { cwd: home.work });

  const { code, stdout } = await fetchInto(home, [nameAt(registry, 'all')]);

  expect(code).toBe(0);
  expect(stdout).toBe(`${home.at('cache/answers/homebrew-core.atlas')}\n`);
  const bytes = await readFile(home.at('work/core.atlas'));
  expect((await readFile(stdout.trim())).equals(bytes)).toBe(true);
});

test('-o writes to its path, over an older file of answers and over nothing else', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);
  await writeAnswers(home.at('work/old.answers'), { day: '2026-08-01' });
  await writeFile(home.at('work/notes.txt'), 'mine');

  const over = await fetchInto(home, [nameAt(registry), '-o', 'old.answers']);
  const again = await fetchInto(home, [nameAt(registry), '-o', 'old.answers', '--json']);
  const notes = await fetchInto(home, [nameAt(registry), '-o', 'notes.txt']);

  expect(over).toMatchObject({ code: 0, stdout: `${home.at('work/old.answers')}\n` });
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged' });
  expect(notes).toMatchObject({ code: 1, stdout: '' });
  expect(await readFile(home.at('work/notes.txt'), 'utf8')).toBe('mine');
  expect(await kept(home)).toEqual([]);
  expect(await home.placed()).toEqual(['made.answers', 'notes.txt', 'old.answers']);
});

test('a file that is named by its path is copied, checked and remembered', async () => {
  await using home = await cliHome();
  const digest = await writeAnswers(home.at('work/core.answers'));

  const wrong = await fetchInto(home, ['core.answers', '--digest', `sha256:${'0'.repeat(64)}`]);
  const right = await fetchInto(home, ['core.answers', '--digest', digest, '--offline']);
  await writeAnswers(home.at('work/core.answers'), { day: '2026-08-23' });
  const again = await fetchInto(home, ['--json'], { cwd: home.cache });

  expect(wrong).toMatchObject({ code: 4, stdout: '' });
  expect(right.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({
    status: 'fetched',
    fetchedFrom: home.at('work/core.answers'),
    replaced: { head: { date: '2026-08-22T00:00:00Z' } },
  });
});

test('an address needs a digest, and is not fetched again', async () => {
  const asked: string[] = [];
  await using server = await startServer(({ url = '' }, response) => {
    asked.push(url);
    response.end(answersBytes());
  });
  await using home = await cliHome();
  const digest = digestOfBytes(answersBytes());
  const url = new URL('core.answers?key=secret', server.url).href;

  const without = await fetchInto(home, [url]);
  const wrong = await fetchInto(home, [url, '--digest', `sha256:${'0'.repeat(64)}`]);
  const right = await fetchInto(home, [url, '--digest', digest, '--json']);
  const count = asked.length;
  const again = await fetchInto(home, [url, '--digest', digest, '--json']);
  const last = await fetchInto(home, ['--json']);

  expect(without.code).toBe(2);
  expect(without.stderr).toContain('brewpull atlas info FILE');
  expect(wrong).toMatchObject({ code: 4, stdout: '' });
  expect(JSON.parse(right.stdout)).toMatchObject({ status: 'fetched', digest });
  for (const { stdout } of [again, last]) {
    expect(JSON.parse(stdout)).toMatchObject({ status: 'unchanged' });
  }
  expect(asked).toHaveLength(count);
  expect(await readFile(home.at('cache/answers/homebrew-core.answers.json'), 'utf8')).not.toContain(
    'secret',
  );
});

test('an interrupted download continues where it stopped', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);
  registry.fault({ host: 'blobs' }, { cutAtPercent: 50 });

  expect((await fetchInto(home, [nameAt(registry)])).code).toBe(0);
  expect(registry.logged({ host: 'blobs' }).at(-1)?.headers['range']).toMatch(/^bytes=\d+-/);
});

test('a private registry gets the credentials that it asks for, and its blob host gets none', async () => {
  const account = { username: 'ann', password: 'secret' };
  await using registry = await startRegistry({ account });
  await using home = await cliHome();
  await writeAnswers(home.at('work/made.answers'));
  const creds = { cwd: home.work, stdin: 'ann:secret\n' };
  await runCli(['atlas', 'push', 'made.answers', nameAt(registry), '--creds', '-'], creds);
  registry.makePrivate('acme/answers');

  const anonymous = await fetchInto(home, [nameAt(registry)]);
  const ann = await fetchInto(home, [nameAt(registry), '--creds', '-'], { stdin: 'ann:secret\n' });

  expect(anonymous).toMatchObject({ code: 5, stdout: '' });
  expect(ann.code).toBe(0);
  const sent = registry.logged({ host: 'blobs' }).map(({ headers }) => headers['authorization']);
  expect(sent).toEqual([undefined]);
});

test('a damaged file in the cache is replaced, whatever its record says', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const pinned = await publish(home, registry);
  await fetchInto(home, [pinned]);
  await writeFile(home.at('cache/answers/homebrew-core.answers'), 'x');
  await writeFile(home.at('cache/answers/homebrew-core.answers.json'), '{');

  const { code, stderr } = await fetchInto(home, [pinned]);

  expect(code).toBe(0);
  expect(stderr).toContain('it is replaced');
  expect((await placed(home)).equals(answersBytes())).toBe(true);
});
