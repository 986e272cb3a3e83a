import { expect, test } from 'vitest';

import { planHeader, type ReadHistory } from '../../../src/workspace/answers/plan-header.ts';

const HISTORY: ReadHistory = {
  tap: 'homebrew/core',
  head: 'a'.repeat(40),
  headDate: '2026-08-22T04:05:06Z',
  begins: '2023-03-01T00:00:00Z',
  remoteUrl: undefined,
  isManaged: false,
};

test('the commit is recorded for a clone of the tap itself', () => {
  expect(
    planHeader({ ...HISTORY, remoteUrl: 'https://github.com/Homebrew/homebrew-core' }),
  ).toEqual({
    tap: 'homebrew/core',
    head: { commit: 'a'.repeat(40), date: '2026-08-22T04:05:06Z' },
    begins: '2023-03-01T00:00:00Z',
    sources: [{ name: 'homebrew/core', from: '2023-03-01', until: '2026-08-22', note: undefined }],
  });
  for (const remoteUrl of [undefined, 'https://git.example/core.git', 'file:///srv/core']) {
    const managed = planHeader({ ...HISTORY, remoteUrl, isManaged: true });
    expect(managed.head.commit).toBe(HISTORY.head);
    expect(managed.sources).toMatchObject([{ name: 'homebrew/core', note: undefined }]);
  }
});

test.each([
  ['https://github.com/lzwme/homebrew-cn.git', 'lzwme/homebrew-cn'],
  ['https://user:secret@git.example/some/group/homebrew-cn/', 'group/homebrew-cn'],
  ['git@github.com:lzwme/homebrew-cn', 'lzwme/homebrew-cn'],
  ['ssh://git@example.org:2222/mistydemeo/tigerbrew.git', 'mistydemeo/tigerbrew'],
])('the mirror %s is named, and its commit is not recorded', (remoteUrl, name) => {
  const { head, sources } = planHeader({ ...HISTORY, remoteUrl });

  expect(head).toEqual({ commit: undefined, date: HISTORY.headDate });
  expect(sources).toMatchObject([{ name, note: undefined }]);
});

test.each([
  undefined,
  '/srv/git/homebrew',
  'file:///srv/git/mirror',
  'C:/git/mirror',
  'https://x/',
])('a clone of %s gets the name of its tap, with a note on its origin', (remoteUrl) => {
  const { head, sources } = planHeader({ ...HISTORY, remoteUrl });

  expect(head.commit).toBeUndefined();
  expect(sources).toMatchObject([
    { name: 'homebrew/core', note: expect.stringContaining('does not say') },
  ]);
});
