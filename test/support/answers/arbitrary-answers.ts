import { formatTime } from '../../../src/core/iso-time.ts';
import { compareBottles } from '../../../src/history/answers-file/file/bottle-record.ts';
import type {
  AnsweredBottle,
  AnsweredFormula,
  AnsweredName,
  Answers,
} from '../../../src/history/answers-file/answers.ts';
import {
  array,
  boolean,
  constantFrom,
  dictionary,
  integer,
  option,
  record,
  string,
  uniqueArray,
  type Arbitrary,
} from '../limits/random.ts';

const nil = undefined;
const count = integer({ min: 0, max: 300 });
const moment = integer({ min: 0, max: 4_000_000_000 }).map(formatTime);
const hexDigit = constantFrom('0', '1', '9', 'a', 'f');
const name = string({ unit: constantFrom('a', 'b', 'Z', '9', '+', '_'), minLength: 1 });
const fullName = name.chain((first) =>
  string({ unit: constantFrom('a', '-', '.', '@', '2'), maxLength: 4 }).map((rest) => first + rest),
);
const text = string({ unit: constantFrom('1', '.', '9', 'ä', '𝒱', ' ', '"'), maxLength: 80 });
const bottleTag = constantFrom('all', 'big_sur', 'arm64_big_sur', 'x86_64_linux', 'lion_or_later');

const bottle: Arbitrary<AnsweredBottle> = record({
  bottleTag,
  version: text,
  revision: count,
  rebuild: count,
  age: integer({ min: 0, max: 3 }),
  position: integer({ min: 0, max: 200 }),
  introduced: moment,
  dropped: option(moment, { nil }),
  isUnsure: boolean(),
  checksum: string({ unit: hexDigit, minLength: 64, maxLength: 64 }),
  isSha1: boolean(),
  cellar: option(constantFrom('any', 'any_skip_relocation', '/opt/homebrew/Cellar'), { nil }),
  rootUrl: option(constantFrom('https://ghcr.io/v2/user/tap', 'http://bottles.test'), { nil }),
  builtAs: fullName,
  otherVersions: array(text, { maxLength: 2 }),
  droppedBy: option(record({ version: text, revision: count }), { nil }),
  isFromBeginning: boolean(),
}).map(({ isSha1, checksum, ...rest }) => ({
  ...rest,
  algorithm: isSha1 ? 'sha1' : 'sha256',
  checksum: isSha1 ? checksum.slice(0, 40) : checksum,
}));

const bottles = array(bottle, { maxLength: 6 }).map((all) => all.toSorted(compareBottles));
const doubts = array(
  record({ bottleTag: option(bottleTag, { nil }), age: count, position: count }),
  { maxLength: 2 },
);

const formula: Arbitrary<AnsweredFormula> = record({
  name: fullName,
  isFormer: boolean(),
  isPresent: boolean(),
  oldNames: array(fullName, { maxLength: 2 }),
  newest: option(record({ version: text, revision: count, rebuild: count }), { nil }),
  bottles,
  doubts,
  earlier: array(record({ until: moment, bottles, doubts }), { maxLength: 2 }),
}).map(({ isFormer, ...rest }) => ({
  key: isFormer ? `former/${rest.name}` : rest.name,
  ...rest,
}));

const answeredName: Arbitrary<AnsweredName> = record({
  name: fullName,
  formula: option(fullName, { nil }),
  via: constantFrom('file', 'alias', 'rename', 'history'),
  eras: array(record({ formula: fullName, from: moment, until: option(moment, { nil }) }), {
    maxLength: 2,
  }),
  former: option(
    fullName.map((key) => `former/${key}`),
    { nil },
  ),
});

const day = integer({ min: 0, max: 4_000_000_000 }).map((at) => formatTime(at).slice(0, 10));

/** Anything that a file of answers can hold, whether or not it makes sense. */
export const arbitraryAnswers: Arbitrary<Answers> = record({
  header: record({
    tap: constantFrom('homebrew/core', 'user/tap-1'),
    head: record({
      commit: option(string({ unit: hexDigit, minLength: 40, maxLength: 40 }), { nil }),
      date: moment,
    }),
    begins: moment,
    targets: option(uniqueArray(bottleTag), { nil }),
    sources: array(record({ name: text, from: day, until: moment, note: option(text, { nil }) }), {
      maxLength: 3,
    }),
  }),
  formulae: uniqueArray(formula, { selector: ({ key }) => key }).map((all) =>
    all.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  ),
  names: uniqueArray(answeredName, { selector: ({ name: key }) => key }).map((all) =>
    all.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  ),
  migrations: dictionary(fullName, constantFrom('user/tap', 'user/tap/name', 'name')).map(
    (all) => new Map(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  ),
});
