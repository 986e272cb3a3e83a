import { expect, test } from 'vitest';

import { DisagreementError } from '../../../../src/core/errors.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import { SpanChooser } from '../../../../src/history/answers/bottle-spans.ts';
import type { Answers } from '../../../../src/history/answers-file/answers.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { mergeAnswers } from '../../../../src/history/answers-file/merge/merge-answers.ts';
import { arbitraryHistory } from '../../../support/answers/arbitrary-history.ts';
import { historyAnswers } from '../../../support/answers/history-answers.ts';
import {
  array,
  assert,
  constant,
  constantFrom,
  dictionary,
  integer,
  option,
  property,
  record,
  tries,
  tuple,
} from '../../../support/limits/random.ts';

/** A history of two formulae, and two parts of it that overlap. */
const parts = tuple(arbitraryHistory, arbitraryHistory).chain(([foo, bar]) => {
  const last = Math.max(foo.length, bar.length) - 1;
  return integer({ min: 0, max: last }).chain((from) =>
    record({
      foo: constant(foo),
      bar: constant(bar),
      last: constant(last),
      alias: dictionary(
        integer({ min: 0, max: last }).map(String),
        option(constantFrom('foo', 'bar'), { nil: undefined }),
      ),
      from: constant(from),
      until: integer({ min: from, max: last }),
    }),
  );
});

/** Without what two parts cannot say: the end of a bottle that one part still had and the other never saw. */
function dataOf({ formulae, names }: Answers): Pick<Answers, 'formulae' | 'names'> {
  return {
    names,
    formulae: formulae.map((formula) => {
      const known = new Set(formula.bottles.map(({ checksum }) => checksum));
      const earlier = formula.earlier.map(({ bottles, ...then }) => ({
        ...then,
        bottles: bottles.map((bottle) =>
          known.has(bottle.checksum)
            ? bottle
            : { ...bottle, dropped: undefined, droppedBy: undefined },
        ),
      }));
      return { ...formula, earlier };
    }),
  };
}

test('two overlapping parts of a history together say what the whole says', () => {
  assert(
    property(parts, ({ foo, bar, alias, last, from, until }) => {
      const read = (first: number, end: number): Answers =>
        historyAnswers({ foo, bar }, { from: first, until: end }, { aliases: { alias } });
      const { answers, notes } = mergeAnswers(read(0, until), read(from, last));
      const whole = read(0, last);

      expect(dataOf(answers)).toEqual(dataOf(whole));
      expect(answers.header).toMatchObject({
        begins: whole.header.begins,
        head: whole.header.head,
      });
      expect(notes).toEqual([]);
    }),
    tries(400),
  );
});

test('if states cannot be read, the merged answers are in doubt or give the bottle that the whole gives for sure', () => {
  const choosers = ['big_sur', 'monterey', 'arm64_big_sur', 'x86_64_linux']
    .map(parseTargetTag)
    .map((target) => new SpanChooser(target, { exactOnly: false }));
  const unread = array(
    integer({ min: 0, max: 13 }).map((at) => ({ at, isBlank: at % 3 === 0 })),
    {
      maxLength: 3,
    },
  );
  const often = tries(400);
  let unsure = 0;

  assert(
    property(parts, unread, ({ foo, last, from, until }, spots) => {
      const history = spots.reduce((texts, { at, isBlank }) => {
        const [, ...bottles] = (texts[at] ?? '').split(' ');
        const isText = bottles.length > 0 && !isBlank;
        const text = isText ? ['?', ...bottles].join(' ') : 'unreadable';
        return at < texts.length ? texts.with(at, text) : texts;
      }, foo);
      const read = (first: number, end: number): Answers =>
        historyAnswers({ foo: history }, { from: first, until: end });
      const [merged] = mergeAnswers(read(0, until), read(from, last)).answers.formulae;
      const [whole] = read(0, last).formulae;
      for (const chooser of choosers) {
        const [said, truth] = [merged, whole].map((formula) =>
          chooser.choose({ spans: formula?.bottles ?? [], doubts: formula?.doubts ?? [] }),
        );
        if (said?.doubt !== undefined) unsure += 1;
        // A doubt has no sha256, so what the older answers know cannot settle it.
        if (said?.doubt !== undefined) continue;
        expect(truth?.doubt).toBeUndefined();
        expect(said?.choice?.offer.checksum).toBe(truth?.choice?.offer.checksum);
        if (truth?.choice?.offer.isUnsure === false && said?.choice?.offer.isUnsure === false) {
          expect(said.choice.offer.version).toBe(truth.choice.offer.version);
        }
      }
    }),
    often,
  );
  expect(unsure).toBeGreaterThan(often.numRuns / 40);
});

test('the order of two answers makes no difference, and merging again changes nothing', () => {
  assert(
    property(parts, ({ foo, bar, alias, last, from, until }) => {
      const aliases = { alias };
      const early = historyAnswers({ foo, bar }, { from: 0, until }, { aliases });
      const late = historyAnswers({ foo, bar }, { from, until: last }, { aliases });
      const { answers } = mergeAnswers(early, late);
      const bytes = formatAnswers(answers);

      expect(formatAnswers(mergeAnswers(late, early).answers)).toEqual(bytes);
      expect(formatAnswers(mergeAnswers(answers, early).answers)).toEqual(bytes);
      expect(formatAnswers(mergeAnswers(late, answers).answers)).toEqual(bytes);
      expect(formatAnswers(mergeAnswers(answers, answers).answers)).toEqual(bytes);
    }),
    tries(100),
  );
});

test('a sure version that two answers name differently is refused with both values', () => {
  const hours = { from: 0, until: 2 };
  const one = historyAnswers({ foo: ['1.0', '1.1 big_sur=a', '1.1 big_sur=a'] }, hours);
  const two = historyAnswers({ foo: ['1.0', '1.2 big_sur=a', '1.2 big_sur=a'] }, hours);

  expect(() => mergeAnswers(one, two)).toThrow(DisagreementError);
  expect(() => mergeAnswers(two, one)).toThrow(/foo: the version of the bottle for big_sur with/);
  expect(() => mergeAnswers(one, two)).toThrow(/says 1\.[12], .* says 1\.[12]$/);
});
