import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { BundleItem } from '../../src/bundle/contents.ts';
import { writeBundle } from '../../src/bundle/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';

let folder: string;
let item: BundleItem;
let bottle: Buffer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-changed-'));
  item = await makeBottle(folder, { formula: 'tool', pkgVersion: '3.0' });
  bottle = await readFile(item.bottleFile);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function serve(form: 'folder' | 'tar' | 'parts'): Promise<Serving> {
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const path = join(folder, form === 'folder' ? 'b' : 'b.tar');
  await writeBundle(
    { targets, lock: undefined, receipts: [] },
    {
      path,
      format: form === 'folder' ? 'folder' : 'tar',
      ...(form === 'parts' ? { splitBytes: 20_480 } : {}),
    },
  );
  return startServing([form === 'parts' ? `${path}.001` : path], folder);
}

function ask(serving: Serving, method = 'GET'): Promise<Response> {
  const path = `v2/homebrew/core/tool/blobs/sha256:${item.sha256}`;
  return fetch(new URL(path, serving.url), { method });
}

async function served(): Promise<string> {
  const [name = ''] = await readdir(join(folder, 'b/bottles'));
  const names = await readdir(join(folder, 'b/bottles'));
  return join(folder, 'b/bottles', names.find((each) => each.endsWith('.tar.gz')) ?? name);
}

/** Turns one byte of a file over, and leaves its size. */
async function flip(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, at);
  await file.close();
}

const CHANGES: readonly (readonly [string, (path: string) => Promise<void>])[] = [
  ['one byte is another', (path) => flip(path, 3)],
  [
    'one byte is another, and the time is put back',
    async (path) => {
      await flip(path, 3);
      await utimes(path, new Date('2020-01-01'), new Date('2020-01-01'));
    },
  ],
  ['it is longer', (path) => appendFile(path, 'x')],
  ['it is shorter', (path) => truncate(path, 10)],
  ['it is gone', (path) => rm(path)],
  [
    'it is a link to something else',
    async (path) => {
      await rm(path);
      await symlink('/etc/passwd', path);
    },
  ],
  [
    'it is a link to itself elsewhere',
    async (path) => {
      await rename(path, `${path}.moved`);
      await symlink(`${path}.moved`, path);
    },
  ],
  [
    'it is a pipe',
    async (path) => {
      await rm(path);
      execFileSync('mkfifo', [path]);
    },
  ],
];

test.each(CHANGES)('a bottle of which %s is not sent, and that is said', async (_what, change) => {
  const serving = await serve('folder');
  const before = await ask(serving);
  expect(Buffer.from(await before.arrayBuffer())).toEqual(bottle);

  await change(await served());
  const answers = [await ask(serving), await ask(serving, 'HEAD')];
  const body = await answers[0]?.text();
  await serving.stop();

  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  expect(answers[0]?.headers.get('docker-content-digest')).toBeNull();
  expect(body).not.toContain('root:');
  expect(serving.stderr()).toMatch(
    /warning: bottles\/tool--3\.0.* was changed since it was checked; it is not sent/,
  );
});

test.each([
  [
    'touched',
    async (path: string) => {
      await utimes(path, new Date(), new Date());
    },
  ],
  [
    'written again with the same bytes',
    async (path: string) => {
      await rm(path);
      await writeFile(path, bottle);
    },
  ],
])('a bottle that was %s is still the same', async (_what, change) => {
  const serving = await serve('folder');

  await change(await served());
  const answer = await ask(serving);
  const bytes = Buffer.from(await answer.arrayBuffer());
  await serving.stop();

  expect(answer.status).toBe(200);
  expect(bytes).toEqual(bottle);
});

test.each(['tar', 'parts'] as const)(
  'a %s that is changed is not sent from any more',
  async (form) => {
    const serving = await serve(form);
    const before = await ask(serving);
    expect(Buffer.from(await before.arrayBuffer())).toEqual(bottle);

    const files = (await readdir(folder)).filter((name) => /^b\.tar(?:\.\d+)?$/.test(name));
    for (const name of files) await flip(join(folder, name), 7);
    const answer = await ask(serving);
    await serving.stop();

    expect(answer.status).toBe(500);
    expect(serving.stderr()).toContain('was changed since it was opened; it is not sent');
  },
);
