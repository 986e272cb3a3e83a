import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { findTapDirectory } from '../../../src/history/tap/tap-directory.ts';

test('finds the clone of a tap in the Homebrew of this machine, but not an empty folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'brewpull-brew-'));
  try {
    const core = join(root, 'Library/Taps/homebrew/homebrew-core');
    const php = join(root, 'Library/Taps/shivammathur/homebrew-php');
    await mkdir(core, { recursive: true });
    await mkdir(join(php, '.git'), { recursive: true });

    expect(await findTapDirectory('shivammathur/php', { HOMEBREW_REPOSITORY: root })).toBe(php);
    expect(
      await findTapDirectory('shivammathur/php', { HOMEBREW_LIBRARY: join(root, 'Library') }),
    ).toBe(php);
    expect(await findTapDirectory('homebrew/core', { HOMEBREW_REPOSITORY: root })).toBeUndefined();
    expect(await findTapDirectory('shivammathur/php', { HOMEBREW_REPOSITORY: '' })).toBeUndefined();
  } finally {
    await rm(root, { recursive: true });
  }
});
