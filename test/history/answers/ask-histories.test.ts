import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { createAnswersHistory } from '../../../src/history/answers/answers-history.ts';
import type { HistoryAnswer, TargetAnswer } from '../../../src/history/answers/history-source.ts';
import { answersOf, askBoth, updateAtlasOf, withoutPlaces } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Asks a clone, its atlas and a file of its answers for one name and target; they must agree. Gives the answer in one line. */
async function ask(
  commits: readonly TapCommit[],
  name: string,
  bottleTag = 'big_sur',
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-answers-'));
  await using tap = await buildTap({ commits });
  try {
    const atlas = join(folder, 'tap.atlas');
    await updateAtlasOf(tap.path, atlas);
    const targets = [parseTargetTag(bottleTag)];
    const [kept, told] = await askBoth({ tap: tap.path, atlas }, name, targets);
    using file = await answersOf(atlas);
    const { signal } = new AbortController();
    const question = { exactOnly: false, signal, onEvent: () => undefined };
    const answered = await createAnswersHistory(file, '').ask(name, targets, question);
    expect(withoutPlaces(answered)).toEqual(withoutPlaces(kept));
    expect(kept.status === 'unknown' ? kept.status : kept).toEqual(
      told.status === 'unknown' ? told.status : told,
    );
    const [answer] = told.status === 'known' ? told.answers : [];
    return answer === undefined ? 'unknown' : describe(answer);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function describe(answer: TargetAnswer): string {
  switch (answer.status) {
    case 'none':
      return `${answer.formula}: none from ${answer.searchedFrom?.slice(0, 10)}`;
    case 'unsure':
    case 'beyond':
      return `${answer.formula}: ${answer.status}`;
    case 'found': {
      const { introduced, dropped, unsure, inferredName } = answer.bottle;
      return [
        `${answer.formula}: ${introduced.name} ${introduced.version}_${introduced.revision}`,
        ...(dropped === undefined ? ['kept'] : [`dropped ${dropped.commit.date.slice(0, 10)}`]),
        ...(unsure === undefined ? [] : [`unsure about ${unsure.about}`]),
        ...(inferredName === undefined ? [] : [`inferred from ${inferredName}`]),
      ].join(', ');
    }
  }
}

/** A formula of this version with a new bottle for each of these tags. */
function built(name: string, version: string, tags: readonly string[], note?: string): string {
  const entries = Object.fromEntries(
    tags.map((bottleTag) => [bottleTag, randomBytes(32).toString('hex')] as const),
  );
  return formulaText({
    name,
    version,
    bottle: { entries },
    ...(note === undefined ? {} : { note }),
  });
}

function on(date: string, change: Omit<TapCommit, 'subject'>): TapCommit {
  return { subject: date, date: `${date}T00:00:00Z`, ...change };
}

/** Enough text in common to make two files alike. */
const ALIKE = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');

const path = (name: string): string => `Formula/${name}.rb`;
const link = (alias: string, name: string): Pick<TapCommit, 'link'> => ({
  link: { [`Aliases/${alias}`]: `../Formula/${name}.rb` },
});

/** `icu4c` was a formula until it became the alias of `icu4c@76`. */
const ICU: readonly TapCommit[] = [
  on('2023-01-01', { write: { [path('icu4c')]: built('icu4c', '73.2', ['big_sur', 'sonoma']) } }),
  on('2024-02-01', { write: { [path('icu4c')]: built('icu4c', '74.2', ['sonoma']) } }),
  on('2024-10-01', {
    remove: [path('icu4c')],
    write: { [path('icu4c@76')]: built('icu4c@76', '76.1', ['sonoma']) },
    ...link('icu4c', 'icu4c@76'),
  }),
];

/** `gmake` was an alias of `make` for a month. */
const GMAKE: readonly TapCommit[] = [
  on('2023-01-01', {
    write: { [path('make')]: built('make', '4.4', ['big_sur']) },
    ...link('gmake', 'make'),
  }),
  on('2023-02-01', { remove: ['Aliases/gmake'] }),
];

test.each([
  {
    what: 'an alias does not hide the formula that had the name when there was a bottle',
    commits: ICU,
    name: 'icu4c',
    answer: 'icu4c: icu4c 73.2_0, dropped 2024-02-01',
  },
  {
    what: 'what an alias leads to today counts where it still has a bottle',
    commits: ICU,
    name: 'icu4c',
    bottleTag: 'sonoma',
    answer: 'icu4c@76: icu4c@76 76.1_0, kept',
  },
  {
    what: 'an alias that moved is asked as of the time of the last bottle',
    commits: [
      on('2023-01-01', {
        write: { [path('python@3.11')]: built('python@3.11', '3.11.1', ['big_sur']) },
        ...link('python', 'python@3.11'),
      }),
      on('2023-06-01', {
        write: { [path('python@3.11')]: built('python@3.11', '3.11.5', ['big_sur']) },
      }),
      on('2023-10-01', {
        write: { [path('python@3.12')]: built('python@3.12', '3.12.0', ['sonoma']) },
        ...link('python', 'python@3.12'),
      }),
      on('2023-11-01', {
        write: { [path('python@3.11')]: built('python@3.11', '3.11.6', ['sonoma']) },
      }),
    ],
    name: 'python',
    answer: 'python@3.11: python@3.11 3.11.5_0, dropped 2023-11-01',
  },
  {
    what: 'a bottle that came after the alias had moved on is not what it meant',
    commits: [
      on('2023-01-01', {
        write: { [path('python@3.11')]: built('python@3.11', '3.11.1', ['big_sur']) },
        ...link('python', 'python@3.11'),
      }),
      on('2023-06-01', {
        write: { [path('python@3.12')]: built('python@3.12', '3.12.0', ['sonoma']) },
        ...link('python', 'python@3.12'),
      }),
      on('2023-09-01', {
        write: { [path('python@3.11')]: built('python@3.11', '3.11.5', ['big_sur']) },
      }),
    ],
    name: 'python',
    answer: 'python@3.11: python@3.11 3.11.1_0, dropped 2023-09-01',
  },
  {
    what: 'an alias that never led to a bottle for the target is asked for all of its formula',
    commits: [
      on('2023-01-01', { write: { [path('node')]: built('node', '20.7.0', ['big_sur']) } }),
      on('2023-10-01', { write: { [path('node')]: built('node', '20.8.0', ['sonoma']) } }),
      on('2025-10-01', {
        write: { [path('node')]: built('node', '25.0.0', ['sonoma']) },
        ...link('node@25', 'node'),
      }),
    ],
    name: 'node@25',
    answer: 'node: node 20.7.0_0, dropped 2023-10-01',
  },
  {
    what: 'a formula that was an alias before has the bottles of that time',
    commits: [
      on('2023-01-01', {
        write: { [path('node')]: built('node', '20.7.0', ['big_sur']) },
        ...link('node@20', 'node'),
      }),
      on('2023-10-01', {
        remove: ['Aliases/node@20'],
        write: {
          [path('node')]: built('node', '21.0.0', ['sonoma']),
          [path('node@20')]: built('node@20', '20.8.0', ['sonoma']),
        },
      }),
    ],
    name: 'node@20',
    answer: 'node: node 20.7.0_0, dropped 2023-10-01',
  },
  {
    what: 'an alias that was removed, of a formula that lives',
    commits: GMAKE,
    name: 'gmake',
    answer: 'make: make 4.4_0, kept',
  },
  {
    what: 'an alias that was removed, of a formula without a bottle for the target',
    commits: GMAKE,
    name: 'gmake',
    bottleTag: 'catalina',
    answer: 'make: none from 2023-01-01',
  },
  {
    what: 'an alias that was removed before there was a bottle for the target is asked for all of its formula',
    commits: [
      ...GMAKE,
      on('2023-03-01', { write: { [path('make')]: built('make', '4.5', ['catalina']) } }),
    ],
    name: 'gmake',
    bottleTag: 'catalina',
    answer: 'make: make 4.5_0, kept',
  },
  {
    what: 'an alias that was removed and came after the last bottle for the target',
    commits: [
      on('2023-01-01', { write: { [path('node')]: built('node', '20.7.0', ['big_sur']) } }),
      on('2023-10-01', { write: { [path('node')]: built('node', '20.8.0', ['sonoma']) } }),
      on('2024-10-01', link('node@20', 'node')),
      on('2025-10-01', { remove: ['Aliases/node@20'] }),
    ],
    name: 'node@20',
    answer: 'node: node 20.7.0_0, dropped 2023-10-01',
  },
  {
    what: 'an alias whose name a formula had before it was renamed',
    commits: [
      on('2022-01-01', {
        write: { [path('postgresql')]: built('postgresql', '14.5', ['big_sur']) },
      }),
      on('2022-11-01', {
        remove: [path('postgresql')],
        write: {
          [path('postgresql@14')]: built('postgresql@14', '14.9', ['big_sur']),
          'formula_renames.json': '{"postgresql": "postgresql@14"}',
        },
      }),
      on('2023-10-01', {
        write: { [path('postgresql@14')]: built('postgresql@14', '14.10', ['sonoma']) },
      }),
      on('2026-02-01', {
        write: { [path('postgresql@18')]: built('postgresql@18', '18.3', ['sonoma']) },
        ...link('postgresql', 'postgresql@18'),
      }),
    ],
    name: 'postgresql',
    answer: 'postgresql@14: postgresql@14 14.9_0, dropped 2023-10-01',
  },
  {
    what: 'a rename in two steps that the tap lists',
    commits: [
      on('2015-01-01', { write: { [path('hepmc')]: built('hepmc', '2.06.09', ['big_sur']) } }),
      on('2018-01-01', { write: { [path('hepmc2')]: built('hepmc2', '2.06.09', ['mojave']) } }),
      on('2018-02-01', {
        remove: [path('hepmc')],
        write: { 'formula_renames.json': '{"hepmc": "hepmc2"}' },
      }),
    ],
    name: 'hepmc',
    bottleTag: 'big_sur',
    answer: 'hepmc2: hepmc2 2.06.09_0, kept',
  },
  {
    what: 'a rename that is inferred from likeness is said to be',
    commits: [
      on('2020-01-01', {
        write: { [path('old')]: built('old', '1.0', ['big_sur'], ALIKE) },
      }),
      on('2020-02-01', {
        remove: [path('old')],
        write: { [path('new')]: built('new', '1.1', ['monterey'], ALIKE) },
      }),
    ],
    name: 'new',
    answer: 'new: old 1.0_0, dropped 2020-02-01, inferred from old',
  },
  {
    what: 'no bottle is said of the history that was searched',
    commits: [on('2023-03-01', { write: { [path('foo')]: built('foo', '1.0', ['sonoma']) } })],
    name: 'foo',
    answer: 'foo: none from 2023-03-01',
  },
  {
    what: 'a formula of which no state can be read is not said to have none',
    commits: [on('2023-03-01', { write: { [path('foo')]: '<<<<<<< HEAD\n', [path('bar')]: '' } })],
    name: 'foo',
    answer: 'foo: unsure',
  },
  {
    what: 'a name that nothing ever had',
    commits: ICU,
    name: 'nothing',
    answer: 'unknown',
  },
])('$what', async ({ commits, name, bottleTag, answer }) => {
  expect(await ask(commits, name, bottleTag)).toBe(answer);
});

test('for a name that leads nowhere today, a target without a bottle or a version never built hides nothing else', async () => {
  await using tap = await buildTap({ commits: GMAKE });
  await using folder = await tempFolder();
  const atlas = folder.at('tap.atlas');
  await updateAtlasOf(tap.path, atlas);
  const targets = ['catalina', 'big_sur'].map(parseTargetTag);
  const whole = await askBoth({ tap: tap.path, atlas }, 'gmake', targets);
  const version = { text: '99.9' };
  const wanted = await askBoth({ tap: tap.path, atlas, version }, 'gmake', targets);

  for (const answer of whole) {
    expect(describeAll(answer)).toEqual(['make: none from 2023-01-01', 'make: make 4.4_0, kept']);
  }
  for (const answer of wanted) {
    expect(describeAll(answer)).toEqual([
      'make: none from 2023-01-01',
      'make: none from 2023-01-01',
    ]);
  }
  expect(wanted[1]).toMatchObject({ answers: [{}, { versions: [{ pkgVersion: '4.4' }] }] });
});

function describeAll(answer: HistoryAnswer): readonly string[] {
  return answer.status === 'known' ? answer.answers.map(describe) : [answer.status];
}

test('if no commit names the version of its bottle, the oldest state decides', async () => {
  const text = (version: string, sum: string): string =>
    formulaText({ name: 'foo', version, bottle: { entries: { big_sur: sum.padStart(64, '0') } } });
  const history = (subject: string): TapCommit[] => [
    { subject: 'first', write: { [path('foo')]: text('1.0', 'a') } },
    { subject: 'second', write: { [path('foo')]: text('1.1', 'b') } },
    { subject, write: { [path('foo')]: text('1.2', 'a') } },
    { subject: 'last', write: { [path('foo')]: text('1.2', 'a').replace('big_sur', 'monterey') } },
  ];

  expect(await ask(history('restore foo'), 'foo')).toMatch(/^foo: foo 1\.0_0, dropped/);
});

test('a bottle that was rebuilt to the same bytes counts as its first build', async () => {
  const bottle = (rebuild: number): string =>
    formulaText({
      name: 'foo',
      version: '2.6.1',
      bottle: { rebuild, entries: { big_sur: 'a'.repeat(64) } },
    });
  const none = formulaText({ name: 'foo', version: '2.6.1' });
  const subject = 'foo: add 2.6.1 bottle.';
  const commits = [
    on('2025-05-21', { write: { [path('foo')]: none } }),
    { ...on('2025-05-22', { write: { [path('foo')]: bottle(0) } }), id: 'built', subject },
    on('2025-11-01', { write: { [path('foo')]: none } }),
    { ...on('2025-11-02', { write: { [path('foo')]: bottle(1) } }), id: 'again', subject },
  ];
  await using tap = await buildTap({ commits });
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-again-'));
  try {
    const atlas = join(folder, 'tap.atlas');
    await updateAtlasOf(tap.path, atlas);
    const both = await askBoth({ tap: tap.path, atlas }, 'foo', [parseTargetTag('big_sur')]);
    for (const said of both) {
      expect(said).toMatchObject({
        answers: [{ bottle: { introduced: { rebuild: 0, commit: { oid: tap.oid('built') } } } }],
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
