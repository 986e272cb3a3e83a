import { cp, link, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';

import { expect, test } from 'vitest';

import type { BundleItem } from '../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';
import { tempFolder, TempFolder } from '../support/temp-folder.ts';

const BOTTLE = 'bottles/a--1.0.big_sur.bottle.tar.gz';
const INDEX = 'registry/homebrew/core/a/1.0.big_sur.index.json';

/** A folder with a bundle in three forms: `b`, `b.tar`, and `s.tar` in parts. */
class Bundled extends TempFolder {
  readonly item: BundleItem;
  readonly bytes: Buffer;

  constructor(path: string, made: BundleItem, content: Buffer) {
    super(path);
    this.item = made;
    this.bytes = content;
  }
}

async function makeBundled(): Promise<Bundled> {
  const folder = await tempFolder();
  const made = await makeBottle(folder.at('cache'), { formula: 'a', programBytes: 4000 });
  const targets = [{ target: parseTargetTag('big_sur'), items: [made] }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: folder.at('linked'), format: 'folder' });
  await cp(folder.at('linked'), folder.at('b'), { recursive: true });
  await writeBundle(contents, { path: folder.at('b.tar'), format: 'tar' });
  const split = { path: folder.at('s.tar'), format: 'tar', splitBytes: 8192 } as const;
  await writeBundle(contents, split);
  return new Bundled(folder.path, made, await readFile(made.bottleFile));
}

async function ask(serving: Serving, path: string, method = 'GET'): Promise<Response> {
  return fetch(new URL(`/v2/homebrew/core/a/${path}`, serving.url), { method });
}

const blob = (bundled: Bundled): string => `blobs/sha256:${bundled.item.sha256}`;

/** How the server answers HEAD and GET for a changed file. */
async function outcomeOf(serving: Serving, path: string): Promise<object> {
  const answers = [];
  for (const method of ['HEAD', 'GET']) {
    const { status, headers, ...answer } = await read(serving, path, method);
    answers.push([status, headers.get('docker-content-digest'), answer.text.includes('secret')]);
  }
  return { answers, stderr: serving.stderr() };
}

async function read(
  serving: Serving,
  path: string,
  method: string,
): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await ask(serving, path, method);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

function refusal(said: string): object {
  const answer = [500, null, false];
  const stderr = expect.stringContaining(`answered with 500: ${said}`);
  return { answers: [answer, answer], stderr };
}

async function isWhole(bundled: Bundled, serving: Serving): Promise<boolean> {
  const answer = await ask(serving, blob(bundled));
  return answer.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(bundled.bytes);
}

test('a bottle that is changed after the start is not sent, and the log names it', async () => {
  await using bundled = await makeBundled();
  await using serving = await startServing(['b'], bundled.path);
  expect(await isWhole(bundled, serving)).toBe(true);
  // With its old length.
  await writeFile(bundled.at('b', BOTTLE), Buffer.alloc(bundled.bytes.length, 'secret'));
  expect(await outcomeOf(serving, blob(bundled))).toEqual(
    refusal(`${BOTTLE} was changed after it was checked`),
  );
  expect((await ask(serving, 'manifests/1.0')).status).toBe(200);

  await writeFile(bundled.at('b', BOTTLE), bundled.bytes);
  expect(await isWhole(bundled, serving)).toBe(true);
});

test('a link that replaces a bottle is not followed, even to the same bytes', async () => {
  await using bundled = await makeBundled();
  await using serving = await startServing(['b'], bundled.path);
  await writeFile(bundled.at('secret'), 'secret');
  for (const target of [bundled.at('secret'), bundled.at('linked', BOTTLE)]) {
    await rm(bundled.at('b', BOTTLE));
    await symlink(target, bundled.at('b', BOTTLE));
    expect(await outcomeOf(serving, blob(bundled))).toEqual(
      refusal(`${BOTTLE} cannot be read: its links lead in a circle`),
    );
  }
});

test('a changed index is not sent under its old digest', async () => {
  await using bundled = await makeBundled();
  await using serving = await startServing(['b'], bundled.path);
  await writeFile(bundled.at('b', INDEX), '{"manifests":[]}');

  expect(await outcomeOf(serving, 'manifests/1.0')).toEqual(
    refusal(`${INDEX} was changed after it was checked`),
  );
});

test('a file that was touched, linked elsewhere or copied back is checked again, and sent', async () => {
  await using bundled = await makeBundled();
  await using serving = await startServing(['b'], bundled.path);
  await utimes(bundled.at('b', BOTTLE), 1, 1);
  expect(await isWhole(bundled, serving)).toBe(true);
  await link(bundled.at('b', BOTTLE), bundled.at('another'));
  expect(await isWhole(bundled, serving)).toBe(true);
  await cp(bundled.at('b', BOTTLE), bundled.at('copy'));
  await rm(bundled.at('b', BOTTLE));
  await cp(bundled.at('copy'), bundled.at('b', BOTTLE));
  expect(await isWhole(bundled, serving)).toBe(true);
});

test.each(['b.tar', 's.tar.001'])(
  'a bottle in %s that is changed in place is not sent either',
  async (name) => {
    await using bundled = await makeBundled();
    await using serving = await startServing([name], bundled.path);
    expect(await isWhole(bundled, serving)).toBe(true);
    const stem = name.replace(/\.001$/, '');
    const parts = (await readdir(bundled.path)).filter(
      (each) => each.startsWith(stem) && !each.endsWith('.sha256'),
    );
    const middle = bundled.bytes.subarray(100, 120);
    for (const part of parts) {
      const path = bundled.at(part);
      const content = await readFile(path);
      const at = content.indexOf(middle);
      if (at < 0) continue;
      content.writeUInt8(content.readUInt8(at) ^ 1, at);
      await writeFile(path, content);
    }

    expect(await outcomeOf(serving, blob(bundled))).toEqual(
      refusal(`${BOTTLE} was changed after it was checked`),
    );
  },
);

test('push sends nothing of a bottle that is changed after the check', async () => {
  await using bundled = await makeBundled();
  const seen: string[] = [];
  const registry = createServer((request, response) => {
    const { method = '', url = '' } = request;
    seen.push(`${method} ${url}`);
    const answer = async (): Promise<void> => {
      if (seen.length === 1)
        await writeFile(bundled.at('b', BOTTLE), 'x'.repeat(bundled.bytes.length));
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
    const result = await runCli(['push', 'b', `http://127.0.0.1:${port}/v2/x`], {
      cwd: bundled.path,
    });

    expect(result.stderr).toContain(`${BOTTLE} was changed after it was checked`);
    expect(result.code).toBe(4);
    expect(seen).not.toContain('changed bytes');
    expect(seen.filter((line) => /^PUT .*manifests/.test(line))).toEqual([]);
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
});
