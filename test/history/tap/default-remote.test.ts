import { expect, test } from 'vitest';

import {
  defaultRemote,
  isDefaultRemote,
  repositoryOfTap,
} from '../../../src/history/tap/default-remote.ts';

test("a tap's name means a repository on GitHub", () => {
  expect(repositoryOfTap('acme/tools')).toBe('acme/homebrew-tools');
  expect(defaultRemote('homebrew/core')).toBe('https://github.com/Homebrew/homebrew-core');
});

// The cases of `::same_remote?` and `#matches_reference?` in Library/Homebrew/test/tap_spec.rb at aad366ffaf.
test.each([
  'https://github.com/acme/homebrew-tools',
  'https://github.com/Acme/homebrew-Tools.git/',
  'https://github.com/acme/homebrew-tools//',
  ' https://GitHub.com/acme/homebrew-tools\n',
  'https://me:secret@github.com/acme/homebrew-tools',
  'git@github.com:acme/homebrew-tools',
  'git@github.com:Acme/homebrew-tools.git',
  'github.com:acme/homebrew-tools',
  'ssh://git@github.com/acme/homebrew-tools',
  'git://github.com/acme/homebrew-tools',
  'http://github.com/acme/homebrew-tools',
])('%j is the default remote of acme/tools', (remote) => {
  expect(isDefaultRemote('acme/tools', remote)).toBe(true);
});

test.each([
  '',
  'https://github.com/acme/tools',
  'https://github.com/evil/homebrew-tools',
  'https://github.com/acme/homebrew-tools-x',
  'https://github.com/acme/homebrew-tools.git.git',
  'https://github.com:8443/acme/homebrew-tools',
  'ssh://git@github.com:22/acme/homebrew-tools',
  'https://github.com.evil.example/acme/homebrew-tools',
  'https://evil.example/github.com/acme/homebrew-tools',
  'https://evil.example/@github.com/acme/homebrew-tools',
  'evil.example:github.com/acme/homebrew-tools',
  'https://gitlab.com/acme/homebrew-tools',
  'git@github-work:acme/homebrew-tools',
  '/srv/git/acme/homebrew-tools',
  'file:///github.com/acme/homebrew-tools',
])('%j is not the default remote of acme/tools', (remote) => {
  expect(isDefaultRemote('acme/tools', remote)).toBe(false);
});
