import { expect, test, vi } from 'vitest';

import { parseTargetTag, type Target } from '../../../src/core/target.ts';
import type { WantedVersion } from '../../../src/core/wanted-version.ts';
import { createAnswersHistory } from '../../../src/history/answers/answers-history.ts';
import { createAtlasHistory } from '../../../src/history/answers/atlas-history.ts';
import type { HistoryAnswer } from '../../../src/history/answers/history-source.ts';
import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import type { BottleSpan } from '../../../src/history/state/bottle-span.ts';
import { answersOf, askBoth, updateAtlasOf } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { ODD_SHAPES, oddFoo, withOddShapes } from '../../support/tap/odd-history.ts';
import { randomTap } from '../../support/tap/random-tap.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  nat,
  record,
  slow,
  tries,
} from '../../support/limits/random.ts';
import { FILE_LIMIT_MS } from '../../support/limits/tries.ts';

vi.setConfig({ testTimeout: FILE_LIMIT_MS });

const ASKED = ['foo', 'bar', 'libqux', 'zap', 'foo@1', 'odd', 'al'];
const TRIES = tries(4);
const TARGETS = ['big_sur', 'arm64_big_sur', 'monterey', 'x86_64_linux'].map(parseTargetTag);
const QUESTION = {
  exactOnly: false,
  signal: new AbortController().signal,
  onEvent: () => undefined,
};

const step = record({
  action: constantFrom(
    ...(['bump', 'bottle', 'bump', 'bottle', 'rebuild', 'damage', 'delete'] as const),
    ...(['shard', 'rename', 'revert', 'chmod', 'detour', 'split', 'alias'] as const),
  ),
  formula: nat(4),
  isBranch: constantFrom(false, false, false, true),
  seed: nat(31),
});

/** The version of a bottle with everything that distinguishes it from others. */
function fullVersion({ introduced: { version, revision, rebuild } }: BottleSpan): string {
  return `${version}_${revision}-${rebuild}`;
}

/** What was answered for one target, in short. */
function said(answer: HistoryAnswer, index = 0): string {
  if (answer.status === 'unknown') return 'unknown';
  const one = answer.answers[index];
  if (one?.status !== 'found') return one?.status ?? 'nothing';
  const { entry, introduced, unsure, last, match } = one.bottle;
  const { version, revision, rebuild } = introduced;
  const doubt = unsure === undefined ? '' : ` unsure about ${unsure.about}`;
  return `${entry.checksum} ${version}_${revision}-${rebuild} ${match}${doubt}, last ${last?.pkgVersion}`;
}

/** Asks for every bottle of a history by its version, in every way that history can be asked. */
async function askForAll(commits: readonly TapCommit[]): Promise<number> {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits });
  const path = folder.at('all.atlas');
  await updateAtlasOf(tap.path, path);
  using atlas = openAtlas(path);
  if (atlas === undefined) throw new Error('there is no atlas');
  using file = await answersOf(path);
  const told = createAnswersHistory(file, '');
  const kept = createAtlasHistory(atlas, '', '');
  let asked = 0;
  const ask = async (name: string, target: Target, version: WantedVersion): Promise<string> => {
    asked += 1;
    const [fromAtlas, fromWalk] = await askBoth({ tap: tap.path, atlas: path, version }, name, [
      target,
    ]);
    const answer = said(fromAtlas);
    expect(said(fromWalk), `${name}=${version.text} ${target.bottleTag}`).toBe(answer);
    const byFile = said(await told.ask(name, [target], { ...QUESTION, version }));
    const plain = said(await kept.ask(name, [target], QUESTION));
    // A file knows only the last bottle: it gives that one, or says that it does not know.
    if (byFile !== 'beyond' && byFile !== 'unknown') expect(byFile).toBe(answer);
    if (byFile !== 'beyond' && !answer.includes('unsure')) expect(answer).toBe(plain);
    return answer;
  };
  for (const name of ASKED) {
    const { spans = [] } = (await atlas.formula(name)) ?? {};
    for (const target of TARGETS) {
      const own = spans.filter(({ bottleTag }) => bottleTag === target.bottleTag);
      for (const text of new Set(own.map(fullVersion))) {
        const newest = own.find((span) => fullVersion(span) === text);
        const answer = await ask(name, target, { text });
        expect(answer, `${name}=${text}`).toMatch(`${newest?.checksum} ${text} exact`);
      }
      for (const text of new Set(own.map(({ introduced }) => introduced.version))) {
        const answer = await ask(name, target, { text });
        expect(answer, `${name}=${text}`).toContain(` ${text}_`);
      }
      const none = await ask(name, target, { text: '99.9' });
      expect(['none', 'unsure', 'unknown']).toContain(none);
    }
  }
  return asked;
}

test('every bottle of a history is found again by its version, from a walk and from an atlas', async () => {
  let asked = 0;
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 5, maxLength: 30 }),
        boolean(),
        async (steps, hasRenames) => {
          asked += await askForAll(randomTap(steps, { hasRenames }));
        },
      ),
    ),
    TRIES,
  );
  expect(asked).toBeGreaterThan(TRIES.numRuns);
});

test('every bottle is also found after merges, skewed clocks, second roots and reverts', async () => {
  const odd = record({ shape: constantFrom(...ODD_SHAPES), after: nat(60) });
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 3, maxLength: 12 }),
        array(odd, { minLength: 1, maxLength: 4 }),
        constantFrom(undefined, oddFoo),
        async (steps, odds, files) => {
          await askForAll(withOddShapes(randomTap(steps, { hasRenames: true }), odds, files));
        },
      ),
    ),
    TRIES,
  );
});

const event = record({
  action: constantFrom(
    ...([
      'bump',
      'revise',
      'bottle',
      'bottle',
      'bottle',
      'revert',
      'reblock',
      'drop',
      'spoil',
    ] as const),
  ),
  seed: nat(7),
});

/** A history of `foo` in which Homebrew's own commits name the version they bring bottles for, so that a walk may stop at them. */
function namedHistory(
  events: readonly { readonly action: string; readonly seed: number }[],
): TapCommit[] {
  const path = 'Formula/f/foo.rb';
  const tags = TARGETS.map(({ bottleTag }) => bottleTag);
  let [version, revision] = [1, 0];
  let bottle: { rebuild: number; entries: Record<string, string> } | undefined;
  const built = new Map<string, number>();
  const texts: { text: string; facts: [number, number, typeof bottle] }[] = [];
  return events.map(({ action, seed }, index) => {
    let subject = `${index}: ${action}`;
    if (action === 'bump') [version, revision] = [version + 1 + (seed % 2), 0];
    if (action === 'revise') revision += 1;
    if (action === 'drop') bottle = undefined;
    if (action === 'bottle') {
      const pkgVersion = revision > 0 ? `1.${version}_${revision}` : `1.${version}`;
      const rebuild = built.get(pkgVersion) ?? 0;
      built.set(pkgVersion, rebuild + 1);
      const own = tags.filter((_, bit) => ((seed + 8) >> bit) & 1);
      const sums = own.map((tag, at) => [tag, `${index}0${at}`.padStart(64, '0')]);
      bottle = { rebuild, entries: Object.fromEntries(sums) };
      subject = `foo: update ${pkgVersion} bottle.`;
    }
    const before = texts[seed % Math.max(1, texts.length)];
    if (action === 'revert' && before !== undefined) [version, revision, bottle] = before.facts;
    // Only the block comes back, under a version that it was not built as.
    if (action === 'reblock' && before !== undefined) bottle = before.facts[2];
    const text = formulaText({
      name: 'foo',
      version: `1.${version}`,
      revision,
      ...(bottle === undefined ? {} : { bottle }),
    });
    texts.push({ text, facts: [version, revision, bottle] });
    const damaged = action === 'spoil' ? text.replaceAll(/^ {2}url .*$/gm, `  # ${index}`) : text;
    return { id: `${index}`, subject, write: { [path]: damaged } };
  });
}

test('a walk that stops at a commit that names its version gives the same answers', async () => {
  await assert(
    slow(
      asyncProperty(array(event, { minLength: 6, maxLength: 40 }), async (events) => {
        await askForAll(namedHistory(events));
      }),
    ),
    TRIES,
  );
});

test('a newer state may show a bottle under another version, and only its oldest state decides', async () => {
  const actions = ['bottle', 'drop', 'revise', 'bottle', 'bump', 'bottle', 'reblock'];
  const all = 7;
  const events = actions.map((action) => ({ action, seed: action === 'bottle' ? all : 0 }));

  expect(await askForAll(namedHistory(events))).toBeGreaterThan(0);
});
