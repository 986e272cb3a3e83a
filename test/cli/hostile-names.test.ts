import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

let home: string;
const below = 'one/two/three';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-hostile-'));
  await mkdir(join(home, below), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Every file below the home that is not the cache's. */
async function files(): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/cache'))
    .map(({ name }) => name);
}

test.each(['a/../../../evil', 'a/b', String.raw`a\b`, '1\u001b[2J'])(
  'a registry that calls a version %j decides no path',
  async (pkgVersion) => {
    await using registry = await startRegistry();
    publishBottles(registry, {
      formula: 'vim',
      pkgVersion,
      // As Homebrew replaced what a reference may not hold, so that it is found.
      pushedAs: pkgVersion.replaceAll(/[^\w.-]/g, '.'),
      tags: ['big_sur'],
    });
    const place = ['--registry', registry.url.href, '--cache-dir', join(home, 'cache')];
    const result = await runCli(['vim', '--target', 'big_sur', '--history', 'registry', ...place], {
      cwd: join(home, below),
    });

    expect(result.code).not.toBe(0);
    expect(result.stderr).not.toContain('\u001b[2J');
    expect(await files()).toEqual([]);
  },
);
