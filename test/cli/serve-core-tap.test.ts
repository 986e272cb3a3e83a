import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { installCurl } from '../support/brew/fake-curl.ts';
import { Machine } from '../support/brew/machine.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A served bundle with one formula that conflicts with another, and a machine that reaches it. */
async function served(): Promise<{ serving: Serving; mac: Machine } & AsyncDisposable> {
  const folder = await tempFolder();
  const wish = { formula: 'vim', bottleTag: 'x86_64_linux', conflicts: ['ex-vi'] };
  const items = [await makeBottle(folder.path, wish)];
  const targets = [{ target: parseTargetTag('x86_64_linux'), items }];
  const out = { path: folder.at('b.tar'), format: 'tar' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  const serving = await startServing(['b.tar'], folder.path);
  const mac = await Machine.create({ system: 'linux' });
  await installCurl(mac);
  return {
    serving,
    mac,
    [Symbol.asyncDispose]: async () => {
      await serving.stop();
      await mac[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function commandIn(serving: Serving): string {
  return /^ {2}(\(core=.*)$/m.exec(serving.stderr())?.[1] ?? '';
}

const coreOf = (mac: Machine): string => join(mac.prefix, 'Library/Taps/homebrew/homebrew-core');

test('the command that serve prints makes a homebrew-core from the bundle, with its stand-ins', async () => {
  await using world = await served();
  const { serving, mac } = world;
  // As brewpull offline-brew leaves it.
  await mkdir(join(coreOf(mac), 'Formula'), { recursive: true });
  const ended = await mac.run(['sh', '-c', commandIn(serving)]);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await readdir(join(coreOf(mac), 'Formula'))).toEqual(['ex-vi.rb', 'vim.rb']);
  expect(serving.stdout()).not.toContain('core-tap');
});

test('an existing homebrew-core is left alone', async () => {
  await using world = await served();
  const { serving, mac } = world;
  await mkdir(join(coreOf(mac), '.git'), { recursive: true });
  await writeFile(join(coreOf(mac), '.git/HEAD'), 'ref: refs/heads/main\n');
  const ended = await mac.run(['sh', '-c', commandIn(serving)]);

  expect(ended.stdout).toBe(`${coreOf(mac)} is there already\n`);
  expect(await readdir(coreOf(mac))).toEqual(['.git']);
});

test('a download that does not have the sum in the command is not used', async () => {
  await using world = await served();
  const { serving, mac } = world;
  const command = commandIn(serving).replace(/"[0-9a-f]{64} /, `"${'0'.repeat(64)} `);
  const ended = await mac.run(['sh', '-c', command]);

  expect(ended.code).not.toBe(0);
  expect(await readdir(mac.folder)).toContain('core-tap.tar');
  await expect(readdir(coreOf(mac))).rejects.toThrow('ENOENT');
});

test('--json has the address and the sum of each core tap', async () => {
  await using folder = await tempFolder();
  const items = [await makeBottle(folder.path, { formula: 'vim' })];
  const targets = [{ target: parseTargetTag('big_sur'), items }];
  const out = { path: folder.at('b.tar'), format: 'tar' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  await using serving = await startServing(['b.tar', '--json'], folder.path);

  expect(JSON.parse(serving.stdout())).toMatchObject({
    coreTaps: [
      {
        target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
        url: `${serving.url.origin}/core-tap/big_sur.tar`,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ],
  });
});
