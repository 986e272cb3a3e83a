import {
  cp,
  link,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { BundleItem } from '../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';

const BOTTLE = 'bottles/a--1.0.big_sur.bottle.tar.gz';
const INDEX = 'registry/homebrew/core/a/1.0.big_sur.index.json';

let home: string;
let item: BundleItem;
let bytes: Buffer;
let serving: Serving | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-changed-'));
  item = await makeBottle(join(home, 'cache'), { formula: 'a', programBytes: 4000 });
  bytes = await readFile(item.bottleFile);
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: join(home, 'linked'), format: 'folder' });
  await cp(join(home, 'linked'), join(home, 'b'), { recursive: true });
  await writeBundle(contents, { path: join(home, 'b.tar'), format: 'tar' });
  const split = { path: join(home, 's.tar'), format: 'tar', splitBytes: 8192 } as const;
  await writeBundle(contents, split);
});
afterEach(async () => {
  await serving?.stop();
  serving = undefined;
  await rm(home, { recursive: true, force: true });
});

async function ask(path: string, method = 'GET'): Promise<Response> {
  if (serving === undefined) throw new Error('nothing is served');
  return fetch(new URL(`/v2/homebrew/core/a/${path}`, serving.url), { method });
}

const blob = (): string => `blobs/sha256:${item.sha256}`;

/** What a changed file is answered with, asked for both ways. */
async function outcomeOf(path: string): Promise<object> {
  const answers = [];
  for (const method of ['HEAD', 'GET']) {
    const { status, headers, ...answer } = await read(path, method);
    answers.push([status, headers.get('docker-content-digest'), answer.text.includes('secret')]);
  }
  return { answers, stderr: serving?.stderr() };
}

async function read(
  path: string,
  method: string,
): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await ask(path, method);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

function refusal(said: string): object {
  const answer = [500, null, false];
  const stderr = expect.stringContaining(`answered with 500: ${said}`);
  return { answers: [answer, answer], stderr };
}

async function isWhole(): Promise<boolean> {
  const answer = await ask(blob());
  return answer.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(bytes);
}

test('a bottle that is changed after the start is not sent, and the log names it', async () => {
  serving = await startServing(['b'], home);
  expect(await isWhole()).toBe(true);
  // As long as it was.
  await writeFile(join(home, 'b', BOTTLE), Buffer.alloc(bytes.length, 'secret'));
  expect(await outcomeOf(blob())).toEqual(refusal(`${BOTTLE} was changed after it was checked`));
  expect((await ask('manifests/1.0')).status).toBe(200);

  await writeFile(join(home, 'b', BOTTLE), bytes);
  expect(await isWhole()).toBe(true);
});

test('a link in the place of a bottle is not followed, also to the same bytes', async () => {
  serving = await startServing(['b'], home);
  await writeFile(join(home, 'secret'), 'secret');
  for (const target of [join(home, 'secret'), join(home, 'linked', BOTTLE)]) {
    await rm(join(home, 'b', BOTTLE));
    await symlink(target, join(home, 'b', BOTTLE));
    expect(await outcomeOf(blob())).toEqual(refusal(`${BOTTLE} cannot be read (ELOOP)`));
  }
});

test('a changed index is not sent under its old digest', async () => {
  serving = await startServing(['b'], home);
  await writeFile(join(home, 'b', INDEX), '{"manifests":[]}');

  expect(await outcomeOf('manifests/1.0')).toEqual(
    refusal(`${INDEX} was changed after it was checked`),
  );
});

test('a file that was touched or linked elsewhere is looked at again, and sent', async () => {
  serving = await startServing(['b'], home);
  await utimes(join(home, 'b', BOTTLE), 1, 1);
  expect(await isWhole()).toBe(true);
  await link(join(home, 'b', BOTTLE), join(home, 'another'));
  expect(await isWhole()).toBe(true);
  await cp(join(home, 'b', BOTTLE), join(home, 'copy'));
  await rm(join(home, 'b', BOTTLE));
  await cp(join(home, 'copy'), join(home, 'b', BOTTLE));
  expect(await isWhole()).toBe(true);
});

test.each(['b.tar', 's.tar.001'])(
  '%s is not sent either when it is changed in its place',
  async (name) => {
    serving = await startServing([name], home);
    expect(await isWhole()).toBe(true);
    const stem = name.replace(/\.001$/, '');
    const parts = (await readdir(home)).filter(
      (each) => each.startsWith(stem) && !each.endsWith('.sha256'),
    );
    const middle = bytes.subarray(100, 120);
    for (const part of parts) {
      const path = join(home, part);
      const content = await readFile(path);
      const at = content.indexOf(middle);
      if (at < 0) continue;
      content.writeUInt8(content.readUInt8(at) ^ 1, at);
      await writeFile(path, content);
    }

    expect(await outcomeOf(blob())).toEqual(refusal(`${BOTTLE} was changed after it was checked`));
  },
);

test('push sends nothing of a bottle that is changed after the check', async () => {
  const seen: string[] = [];
  const registry = createServer((request, response) => {
    const { method = '', url = '' } = request;
    seen.push(`${method} ${url}`);
    const answer = async (): Promise<void> => {
      if (seen.length === 1) await writeFile(join(home, 'b', BOTTLE), 'x'.repeat(bytes.length));
      for await (const chunk of request)
        if (String(chunk).includes('xxx')) seen.push('changed bytes');
      if (method === 'HEAD') response.writeHead(404).end();
      else if (method === 'POST') response.writeHead(202, { location: `${url}1?a=b` }).end();
      else response.writeHead(201).end();
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  try {
    const address = registry.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const result = await runCli(['push', 'b', `http://127.0.0.1:${port}/x`], { cwd: home });

    expect(result.stderr).toContain(`${BOTTLE} was changed after it was checked`);
    expect(result.code).toBe(4);
    expect(seen).not.toContain('changed bytes');
    expect(seen.filter((line) => /^PUT .*manifests/.test(line))).toEqual([]);
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
});
