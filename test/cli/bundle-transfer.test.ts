import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import type { LoggedRequest } from '../support/registry/fake-registry.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const FILLER = 700_000;

const world = once(() => startClosureWorld({ fillerBytes: FILLER }));

function bundle(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return home.run(['bundle', 'app', '--target', 'big_sur', ...argv], more);
}

function blobRequests(): readonly LoggedRequest[] {
  return world().registry.logged({ host: 'blobs' });
}

function digestOf(name: string): string {
  const digest = world().published.get(name)?.bottles.get('big_sur')?.digest;
  if (digest === undefined) throw new Error(`the world has no ${name}`);
  return digest;
}

test('--split cuts the tar into parts that together make up the tar', async () => {
  await using home = await cliHome(world());
  await bundle(home, ['-o', 'whole.tar']);
  const result = await bundle(home, ['-o', 'parts.tar', '--split', '1M', '--json']);
  const { paths, sha256 } = JSON.parse(result.stdout);
  const parts: Buffer[] = [];
  for (const path of paths) {
    if (/\.\d+$/.test(path)) parts.push(await readFile(path));
  }

  expect(parts.length).toBe(3);
  expect(parts.every((part) => part.length <= 1024 ** 2)).toBe(true);
  expect(Buffer.concat(parts).equals(await readFile(join(home.work, 'whole.tar')))).toBe(true);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await verifyBundle(join(home.work, 'parts.tar.001'))).toEqual([]);
});

test.each(['b.tar', 'folder'])(
  'if a bottle arrives damaged: exit 4, no %s, and the next run fetches only the rest',
  async (name) => {
    await using home = await cliHome(world());
    const wrong = { host: 'blobs', path: digestOf('app 2.0') } as const;
    world().registry.fault(wrong, { flipBitAt: 100 }, 5);
    const failed = await bundle(home, ['-o', name, '--concurrency', '1']);

    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/app--2\.0\.big_sur\.bottle\.tar\.gz: expected .+, got .+/);
    expect(failed.stdout).toBe('');
    expect(await readdir(home.work)).toEqual([]);

    world().registry.clearFaults();
    world().registry.requests.length = 0;
    const again = await bundle(home, ['-o', name]);
    expect(again.code).toBe(0);
    expect(blobRequests().map(({ path }) => path)).toEqual([
      expect.stringContaining(digestOf('app 2.0')),
    ]);
    expect(await verifyBundle(join(home.work, name))).toEqual([]);
  },
);

test('Ctrl-C: exit 130, nothing under the final name, and no byte is fetched twice', async () => {
  await using home = await cliHome(world());
  const stall = { host: 'blobs', path: digestOf('mid 1.0') } as const;
  world().registry.fault(stall, { stallAfter: 300_000 });
  const stopped = await bundle(home, ['-o', 'b.tar', '--concurrency', '1'], {
    onStart: (interrupt) => {
      const timer = setInterval(() => {
        if (world().registry.logged(stall).length === 0) return;
        clearInterval(timer);
        setTimeout(interrupt, 200);
      }, 20);
    },
  });

  expect(stopped.code).toBe(130);
  expect(await readdir(home.work)).toEqual([]);

  world().registry.requests.length = 0;
  const resumed = await bundle(home, ['-o', 'b.tar']);
  expect(resumed.code).toBe(0);
  expect(world().registry.logged({ host: 'blobs', path: digestOf('base 1.1') })).toEqual([]);
  const [rest, ...others] = world().registry.logged(stall);
  expect(others).toEqual([]);
  expect(rest).toMatchObject({ status: 206 });
  expect(rest?.sentBytes).toBeLessThan(FILLER - 290_000);
  expect(await verifyBundle(join(home.work, 'b.tar'))).toEqual([]);
});

test('one bottle that arrives damaged stops the others at once, and what they fetched is kept', async () => {
  await using home = await cliHome(world());
  const stall = { host: 'blobs', path: digestOf('mid 1.0') } as const;
  const wrong = { host: 'blobs', path: digestOf('app 2.0') } as const;
  world().registry.fault(stall, { stallAfter: 300_000 });
  world().registry.fault(wrong, { flipBitAt: 100 }, 5);
  const failed = await bundle(home, ['-o', 'b.tar']);
  expect(failed.code).toBe(4);
  expect(failed.stderr).toContain('app--2.0');

  world().registry.clearFaults();
  world().registry.requests.length = 0;
  const again = await bundle(home, ['-o', 'b.tar']);
  expect(again.code).toBe(0);
  expect(world().registry.logged(stall)).toMatchObject([{ status: 206 }]);
});
