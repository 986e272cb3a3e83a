import { expect, test } from 'vitest';

import type { BottleEntry } from '../../../src/history/state/formula-state.ts';
import { locateFormula, openGitTap } from '../../../src/history/git/locate.ts';
import { walkAsNeeded } from '../../../src/history/git/walk.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { lineReader } from '../../support/tap/line-reader.ts';

const FOO = 'Formula/foo.rb';

/** A state of foo that offers a bottle for each of these tags. */
function state(version: string, tags: readonly string[]): TapCommit {
  const entries = Object.fromEntries(
    tags.map((bottleTag) => [bottleTag, String(bottleTag.length).padStart(64, '0')] as const),
  );
  const text = formulaText({ name: 'foo', version, bottle: { entries } });
  return { subject: version, write: { [FOO]: text } };
}

/** The same state after its URL was lost, so that its version is unknown. */
function damaged({ subject, write = {} }: TapCommit): TapCommit {
  const text = String(write[FOO]).replace(/^ {2}url .*$/m, `  # ${subject}`);
  return { subject, write: { [FOO]: text } };
}

function isForBigSur(mentions: readonly BottleEntry[]): boolean {
  return mentions.some(({ bottleTag }) => bottleTag === 'big_sur');
}

/** Walks a tap for Big Sur with a parser of Ruby throughout; gives each state with its subject, and how many were parsed. */
async function walk(commits: readonly TapCommit[]): Promise<{ states: string[]; read: number }> {
  await using tap = await buildTap({ commits });
  await using repository = await openRepository(tap.path, { environment: process.env });
  let read = 0;
  const reader: typeof lineReader = {
    ...lineReader,
    readFacts: (...text) => {
      read += 1;
      return lineReader.readFacts(...text);
    },
  };
  const opened = await openGitTap({ repository, reader });
  const location = await locateFormula(opened, 'foo');
  const states: string[] = [];
  for await (const each of walkAsNeeded(opened, location, { isNeeded: isForBigSur })) {
    states.push(`${each.commit.subject} ${each.status}`);
  }
  return { states, read };
}

test('a state that offers nothing needed is not read, except the one that dropped the bottle', async () => {
  const told = await walk([
    state('1', ['catalina']),
    state('2', ['big_sur', 'catalina']),
    state('3', ['big_sur']),
    state('4', ['sonoma']),
    state('5', ['sonoma']),
    state('6', ['sonoma', 'sequoia']),
  ]);

  expect(told).toEqual({
    states: ['6 postponed', '5 postponed', '4 present', '3 present', '2 present', '1 postponed'],
    read: 3,
  });
});

test('if the state that dropped the bottle cannot be read, the next newer readable one is read', async () => {
  const told = await walk([
    state('2', ['big_sur']),
    damaged(state('3', ['sonoma'])),
    damaged(state('4', ['sonoma'])),
    state('5', ['sonoma']),
    state('6', ['sonoma', 'sequoia']),
  ]);

  expect(told).toEqual({
    states: ['6 postponed', '5 present', '4 unreadable', '3 unreadable', '2 present'],
    read: 4,
  });
});

test('a text that may offer any bottle is read', async () => {
  const told = await walk([
    state('2', ['big_sur']),
    { subject: '3', write: { [FOO]: '<<<<<<< HEAD\n' } },
    state('4', ['sonoma']),
  ]);

  expect(told).toEqual({ states: ['4 present', '3 unreadable', '2 present'], read: 3 });
});

test('a removal counts as what dropped a bottle, and no newer state is read for that', async () => {
  const told = await walk([
    state('1', ['big_sur']),
    { subject: 'gone', remove: [FOO] },
    state('2', ['sonoma']),
    state('3', ['sonoma', 'sequoia']),
  ]);

  expect(told).toEqual({
    states: ['3 postponed', '2 postponed', 'gone deleted', '1 present'],
    read: 1,
  });
});
