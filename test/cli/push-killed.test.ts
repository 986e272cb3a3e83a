import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { bundleProgram } from '../support/cli/bundle-program.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { writePublishedTree } from '../support/mirror/published-tree.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type PublishedBottle } from '../support/registry/publish-bottles.ts';

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;
const LIMIT_MS = 60_000;

/** Writes a mirror with one large bottle. */
async function makeMirror(home: CliHome): Promise<PublishedBottle> {
  await using from = await startRegistry({ access: 'open' });
  const published = publishBottles(from, {
    formula: 'jq',
    pkgVersion: '1.7',
    tags: ['big_sur'],
    fillerBytes: SIZE,
  });
  const tree = { registry: from.url, published, formula: 'jq', pkgVersion: '1.7' };
  await writePublishedTree(join(home.work, 'mirror'), tree);
  const bottle = published.bottles.get('big_sur');
  if (bottle === undefined) throw new Error('no bottle');
  return bottle;
}

/** Pushes in a separate process, and kills it when the registry holds its upload. */
async function pushAndKill(home: CliHome, to: FakeRegistry): Promise<void> {
  const program = await bundleProgram(home.path);
  const words = ['push', 'mirror', to.url.href, '--cache-dir', home.cache];
  const child = spawn(process.execPath, [program, ...words], { cwd: home.work, stdio: 'ignore' });
  try {
    const exit = once(child, 'exit');
    for (let waited = 0; !to.isHolding && waited < LIMIT_MS; waited += 20) await sleep(20);
    expect(to.isHolding).toBe(true);
    child.kill('SIGKILL');
    await exit;
    to.releaseUpload();
    for (let waited = 0; to.isHolding && waited < LIMIT_MS; waited += 20) await sleep(20);
  } finally {
    child.kill('SIGKILL');
  }
}

test(
  'after a push was killed, the next one sends only the rest if the registry kept what came',
  async () => {
    await using home = await cliHome();
    const bottle = await makeMirror(home);
    const uploads = { keepsBroken: true, holdsAt: SIZE / 2 };
    await using to = await startRegistry({ access: 'open', uploads });
    await pushAndKill(home, to);
    const kept = await readdir(join(home.cache, 'uploads'), { recursive: true });
    const record = kept.find((name) => /\/[0-9a-f]{64}$/.test(name)) ?? '';
    expect((await stat(join(home.cache, 'uploads', record))).mode & 0o777).toBe(0o600);

    const result = await home.run(['push', 'mirror', to.url.href, '--json']);
    expect(result.code).toBe(0);
    const [{ status, sentBytes }] = JSON.parse(result.stdout).results;
    expect(status).toBe('pushed');
    // Half had arrived, and what the system had buffered of the rest had not.
    expect(sentBytes).toBeGreaterThan(bottle.sizeBytes / 2 - 8 * MIB);
    expect(sentBytes).toBeLessThan(bottle.sizeBytes / 2 + MIB);
    const there = await fetch(new URL(`v2/homebrew/core/jq/blobs/${bottle.digest}`, to.url));
    expect(Buffer.from(await there.arrayBuffer()).equals(bottle.bytes)).toBe(true);
    const left = await readdir(join(home.cache, 'uploads'), { recursive: true });
    expect(left.filter((name) => name.length > 60)).toEqual([]);
  },
  LIMIT_MS * 2,
);

test(
  'after a push was killed, the next one sends its blob again if the registry forgot it',
  async () => {
    await using home = await cliHome();
    const bottle = await makeMirror(home);
    await using to = await startRegistry({ access: 'open', uploads: { holdsAt: SIZE / 2 } });
    await pushAndKill(home, to);

    const result = await home.run(['push', 'mirror', to.url.href, '--json']);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).results).toMatchObject([
      { status: 'pushed', sentBytes: bottle.sizeBytes },
    ]);
  },
  LIMIT_MS * 2,
);
