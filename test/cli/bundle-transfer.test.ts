import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import type { LoggedRequest } from '../support/registry/fake-registry.ts';
import { startClosureWorld, type ClosureWorld } from '../support/world/closure-world.ts';

const FILLER = 700_000;

let world: ClosureWorld;
let home: string;
let work: string;

beforeAll(async () => {
  world = await startClosureWorld({ fillerBytes: FILLER });
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-bundle-'));
  work = join(home, 'work');
  await mkdir(work);
  world.registry.requests.length = 0;
});
afterEach(() => rm(home, { recursive: true, force: true }));

function bundle(argv: readonly string[], more: Partial<CliWorld> = {}): Promise<CliResult> {
  const { tap, registry } = world;
  const place = ['--tap-dir', tap.path, '--registry', registry.url.href];
  const cache = ['--cache-dir', join(home, 'cache')];
  return runCli(['bundle', 'app', '--target', 'big_sur', ...argv, ...place, ...cache], {
    cwd: work,
    ...more,
  });
}

function blobRequests(): readonly LoggedRequest[] {
  return world.registry.logged({ host: 'blobs' });
}

function digestOf(name: string): string {
  const digest = world.published.get(name)?.bottles.get('big_sur')?.digest;
  if (digest === undefined) throw new Error(`the world has no ${name}`);
  return digest;
}

test('--split cuts the tar into parts that together are the tar', async () => {
  await bundle(['-o', 'whole.tar']);
  const result = await bundle(['-o', 'parts.tar', '--split', '1M', '--json']);
  const { paths, sha256 } = JSON.parse(result.stdout);
  const parts: Buffer[] = [];
  for (const path of paths) {
    if (/\.\d+$/.test(path)) parts.push(await readFile(path));
  }

  expect(parts.length).toBe(3);
  expect(parts.every((part) => part.length <= 1024 ** 2)).toBe(true);
  expect(Buffer.concat(parts).equals(await readFile(join(work, 'whole.tar')))).toBe(true);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await verifyBundle(join(work, 'parts.tar.001'))).toEqual([]);
});

test.each(['b.tar', 'folder'])(
  'a bottle that cannot be had: exit 4, nothing as %s, and the next run fetches only the rest',
  async (name) => {
    const wrong = { host: 'blobs', path: digestOf('app 2.0') } as const;
    world.registry.fault(wrong, { flipBitAt: 100 }, 5);
    const failed = await bundle(['-o', name, '--concurrency', '1']);

    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/app--2\.0\.big_sur\.bottle\.tar\.gz: expected .+, got .+/);
    expect(failed.stdout).toBe('');
    expect(await readdir(work)).toEqual([]);

    world.registry.clearFaults();
    world.registry.requests.length = 0;
    const again = await bundle(['-o', name]);
    expect(again.code).toBe(0);
    expect(blobRequests().map(({ path }) => path)).toEqual([
      expect.stringContaining(digestOf('app 2.0')),
    ]);
    expect(await verifyBundle(join(work, name))).toEqual([]);
  },
);

test('Ctrl-C: exit 130, nothing under the final name, and no byte is fetched twice', async () => {
  const stall = { host: 'blobs', path: digestOf('mid 1.0') } as const;
  world.registry.fault(stall, { stallAfter: 300_000 });
  const stopped = await bundle(['-o', 'b.tar', '--concurrency', '1'], {
    onStart: (interrupt) => {
      const timer = setInterval(() => {
        if (world.registry.logged(stall).length === 0) return;
        clearInterval(timer);
        setTimeout(interrupt, 200);
      }, 20);
    },
  });

  expect(stopped.code).toBe(130);
  expect(await readdir(work)).toEqual([]);

  world.registry.requests.length = 0;
  const resumed = await bundle(['-o', 'b.tar']);
  expect(resumed.code).toBe(0);
  expect(world.registry.logged({ host: 'blobs', path: digestOf('base 1.1') })).toEqual([]);
  const [rest, ...others] = world.registry.logged(stall);
  expect(others).toEqual([]);
  expect(rest).toMatchObject({ status: 206 });
  expect(rest?.sentBytes).toBeLessThan(FILLER - 290_000);
  expect(await verifyBundle(join(work, 'b.tar'))).toEqual([]);
});

test('one bottle that cannot be had stops the others at once, and what they fetched is kept', async () => {
  const stall = { host: 'blobs', path: digestOf('mid 1.0') } as const;
  const wrong = { host: 'blobs', path: digestOf('app 2.0') } as const;
  world.registry.fault(stall, { stallAfter: 300_000 });
  world.registry.fault(wrong, { flipBitAt: 100 }, 5);
  const failed = await bundle(['-o', 'b.tar']);
  expect(failed.code).toBe(4);
  expect(failed.stderr).toContain('app--2.0');

  world.registry.clearFaults();
  world.registry.requests.length = 0;
  const again = await bundle(['-o', 'b.tar']);
  expect(again.code).toBe(0);
  expect(world.registry.logged(stall)).toMatchObject([{ status: 206 }]);
});
