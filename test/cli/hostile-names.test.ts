import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

/** Every file of the home outside the cache. */
async function files(home: CliHome): Promise<string[]> {
  const entries = await readdir(home.path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/cache'))
    .map(({ name }) => name);
}

test.each(['a/../../../evil', 'a/b', String.raw`a\b`, '1\u001b[2J'])(
  'a registry that calls a version %j cannot choose a path',
  async (pkgVersion) => {
    await using registry = await startRegistry();
    await using home = await cliHome({ registry });
    const cwd = join(home.work, 'one/two/three');
    await mkdir(cwd, { recursive: true });
    publishBottles(registry, {
      formula: 'vim',
      pkgVersion,
      // As Homebrew replaces what a reference may not contain, so that it is found.
      pushedAs: pkgVersion.replaceAll(/[^\w.-]/g, '.'),
      tags: ['big_sur'],
    });
    const argv = ['vim', '--target', 'big_sur', '--history', 'registry'];
    const result = await home.run(argv, { cwd });

    expect(result.code).not.toBe(0);
    expect(result.stderr).not.toContain('\u001b[2J');
    expect(await files(home)).toEqual([]);
  },
);
