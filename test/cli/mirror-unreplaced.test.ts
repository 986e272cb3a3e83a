import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openMirror } from '../../src/mirror/tree/file/open-mirror.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { unlikeItsSums } from '../support/mirror/tools-world.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publisher, type Publish } from '../support/registry/publisher.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import type { TapCommit } from '../support/tap/fast-import.ts';

interface Story {
  readonly what: string;
  /** What is asked for; everything by default. */
  readonly asked?: string;
  /** What the mirror is made from, and what comes later. */
  readonly commits: (publish: Publish) => readonly [TapCommit, TapCommit];
  /** What the registry refuses then. */
  readonly refused: RegExp;
  readonly stays: readonly string[];
}

const RENAME = { 'formula_renames.json': '{"old": "young"}' };

const STORIES: readonly Story[] = [
  {
    what: 'the last bottle of a formula that has another name now, when its news cannot be had',
    commits: (publish) => {
      const text = publish('old', '1.0');
      return [
        { subject: 'one', write: { 'Formula/old.rb': text } },
        {
          subject: 'two',
          write: { 'Formula/young.rb': text.replace('class Old', 'class Young'), ...RENAME },
          remove: ['Formula/old.rb'],
        },
      ];
    },
    refused: /core\/old\/manifests/,
    stays: ['old 1.0'],
  },
  {
    what: 'the bottle of a formula that has another name now, when the first with that name cannot be had',
    commits: (publish) => [
      { subject: 'one', write: { 'Formula/old.rb': publish('old', '1.0') } },
      {
        subject: 'two',
        write: { 'Formula/young.rb': publish('young', '1.1'), ...RENAME },
        remove: ['Formula/old.rb'],
      },
    ],
    refused: /core\/young\/blobs/,
    stays: ['old 1.0'],
  },
  {
    what: 'what the bottle needs that stays, and its successor does not',
    asked: 'tool',
    commits: (publish) => [
      {
        subject: 'one',
        write: {
          'Formula/base.rb': publish('base', '1.0'),
          'Formula/lib.rb': publish('lib', '1.0', ['base']),
          'Formula/tool.rb': publish('tool', '1.0', ['lib']),
        },
      },
      { subject: 'two', write: { 'Formula/tool.rb': publish('tool', '2.0') } },
    ],
    refused: /core\/tool\/blobs/,
    stays: ['base 1.0', 'lib 1.0', 'tool 1.0'],
  },
  {
    what: 'what it needs under a name of then',
    asked: 'tool',
    commits: (publish) => {
      const old = publish('old', '1.0');
      return [
        {
          subject: 'one',
          write: {
            'Formula/old.rb': old,
            'Formula/tool.rb': publish('tool', '1.0', ['old']),
          },
        },
        {
          subject: 'two',
          write: {
            'Formula/tool.rb': publish('tool', '2.0'),
            'Formula/young.rb': old.replace('class Old', 'class Young'),
            ...RENAME,
          },
          remove: ['Formula/old.rb'],
        },
      ];
    },
    refused: /core\/tool\/blobs/,
    stays: ['old 1.0', 'tool 1.0'],
  },
];

test.for(STORIES)('a run keeps $what, with --prune', async ({ asked, commits, ...story }) => {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  try {
    const [first, second] = commits(publisher(registry));
    await using before = await buildTap({ commits: [first] });
    await using after = await buildTap({ commits: [first, second] });
    await using home = await cliHome({ tap: before, registry });
    await using later = await cliHome({ tap: after, registry });
    const mirror = join(home.work, 'mirror');
    const argv = ['mirror', asked ?? '--all', '--target', 'big_sur', '-o', mirror, '--prune'];
    const made = await home.run(argv);
    expect(made.code, made.stderr).toBe(0);

    registry.fault({ path: story.refused }, { status: 403 }, 100);
    const { code, stderr } = await later.run(argv);

    expect(code, stderr).not.toBe(0);
    expect(stderr).toContain('1 failed');
    const { contents } = await openMirror(mirror);
    const serving = contents.bottles.filter(({ targets }) => targets.includes('big_sur'));
    expect(serving.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`)).toEqual(
      story.stays,
    );
    expect(await unlikeItsSums(mirror)).toEqual([]);
  } finally {
    await registry.close();
  }
});
