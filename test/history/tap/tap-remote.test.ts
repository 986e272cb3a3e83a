import { expect, test } from 'vitest';

import { tapOfRemote } from '../../../src/history/tap/tap-remote.ts';

test.each([
  ['https://github.com/shivammathur/homebrew-php', 'shivammathur/php'],
  ['https://github.com/Shivammathur/homebrew-PHP.git', 'shivammathur/php'],
  ['https://github.com/osx-cross/homebrew-avr.git/', 'osx-cross/avr'],
  ['https://me:secret@git.example.org:8443/mirror/acme/homebrew-my_tools.git', 'acme/my_tools'],
  ['git@github.com:gromgit/homebrew-fuse.git', 'gromgit/fuse'],
  ['ssh://git@github.com:22/gromgit/homebrew-fuse', 'gromgit/fuse'],
  ['file:///srv/git/gromgit/homebrew-fuse.git', 'gromgit/fuse'],
  ['/opt/homebrew/Library/Taps/gromgit/homebrew-fuse', 'gromgit/fuse'],
  ['../gromgit/homebrew-fuse', 'gromgit/fuse'],
  ['https://github.com/Homebrew/homebrew-core', 'homebrew/core'],
  // A fork or a mirror of it is still homebrew-core.
  ['https://github.com/someone/homebrew-core.git', 'homebrew/core'],
  ['https://mirrors.example.org/homebrew-core.git', 'homebrew/core'],
  ['git@mirror:homebrew-core.git', 'homebrew/core'],
  ['/src/homebrew-core', 'homebrew/core'],
  ['https://github.com/Homebrew/linuxbrew-core.git', 'homebrew/core'],
])('%s is the tap %s', (url, tap) => {
  expect(tapOfRemote(url)).toBe(tap);
});

test.each([
  '',
  '/tmp/x/repo.git',
  'https://github.com/me/tools',
  'https://example.org/homebrew-tools.git',
  'https://github.com/me/homebrew-',
  'https://github.com/me/not-homebrew-tools',
])('%j does not name a tap', (url) => {
  expect(tapOfRemote(url)).toBeUndefined();
});
