import { expect, test } from 'vitest';

import { WorkStatus, type StatusEvent } from '../../../src/cli/render/work-status.ts';

/** The status line after events, each with its time in seconds. */
function say(...events: readonly (readonly [seconds: number, event: StatusEvent])[]): string {
  let now = 0;
  const status = new WorkStatus(() => now);
  for (const [seconds, event] of events) {
    now = seconds * 1000;
    status.take(event);
  }
  return status.line();
}

function atlas(commits: number, totalCommits: number | undefined): StatusEvent {
  return { type: 'step', step: { kind: 'atlas', tap: 'homebrew/core', commits, totalCommits } };
}

function fetched(percent: number): StatusEvent {
  const bytes = { receivedBytes: 1_000_000, bytesPerSecond: 500_000 };
  return { type: 'sync', phase: 'Receiving objects', percent, total: 12_345, ...bytes };
}

test('the pass over history shows the number of commits and the time left', () => {
  expect(say([0, atlas(0, undefined)], [4, atlas(1000, 12_264)])).toBe(
    'homebrew/core: 1,000 of 12,264 commits read, about 45 s left',
  );
});

test('the time left is not shown before it can be estimated', () => {
  expect(say([0, atlas(0, 12_264)], [1, atlas(1000, 12_264)])).toBe(
    'homebrew/core: 1,000 of 12,264 commits read',
  );
  expect(say([0, atlas(0, undefined)], [9, atlas(1000, undefined)])).toBe(
    'homebrew/core: 1,000 commits read',
  );
});

test('a fetch shows its objects, bytes, rate and time left', () => {
  expect(say([5, fetched(0)], [15, fetched(25)])).toBe(
    'Receiving objects: 25% of 12,345, 1.0 MB, 500 kB/s, about 30 s left',
  );
});

test.each<[StatusEvent, string]>([
  [
    { type: 'step', step: { kind: 'list-versions', formula: 'vim', host: 'ghcr.io' } },
    'asking ghcr.io which versions vim has',
  ],
  [
    { type: 'step', step: { kind: 'open-clone', tap: 'a/b', path: '/src/core' } },
    'reading the clone /src/core',
  ],
  [
    { type: 'step', step: { kind: 'one-commit', formulae: 120, commits: 35 } },
    'looking for one commit with bottles for all: 120 formulae, 35 commits tried',
  ],
  [
    { type: 'step', step: { kind: 'check-files', path: 'b', files: 3, totalFiles: 12 } },
    'checking b: 3 of 12 files',
  ],
])('%j is described in words', (event, words) => {
  expect(say([0, event])).toBe(words);
});

test('on a narrow terminal the time left is on a line of its own', () => {
  let now = 0;
  const status = new WorkStatus(() => now);
  status.take(atlas(0, 12_264));
  now = 4000;
  status.take(atlas(1000, 12_264));
  expect(status.lines(39)).toEqual([
    'homebrew/core: 1,000 of 12,264 commits read',
    'about 45 s left',
  ]);
  expect(status.lines(119)).toEqual([status.line()]);
});
