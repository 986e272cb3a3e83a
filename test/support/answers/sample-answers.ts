import type {
  AnsweredBottle,
  AnsweredFormula,
  AnsweredName,
  Answers,
  AnswersHeader,
} from '../../../src/history/answers-file/answers.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';

/** Makes a bottle that was offered until the end; `facts` say what differs. */
export function sampleBottle(
  facts: Partial<AnsweredBottle> & Pick<AnsweredBottle, 'bottleTag'>,
): AnsweredBottle {
  const { bottleTag, version = '1.0' } = facts;
  return {
    version,
    revision: 0,
    rebuild: 0,
    age: 0,
    position: 0,
    introduced: '2023-09-16T04:05:06Z',
    dropped: undefined,
    isUnsure: false,
    algorithm: 'sha256',
    checksum: hexOfBytes(`${bottleTag} ${version}`),
    cellar: 'any_skip_relocation',
    rootUrl: undefined,
    builtAs: 'tool',
    otherVersions: [],
    droppedBy: undefined,
    isFromBeginning: false,
    ...facts,
  };
}

/** Makes a current formula, without bottles unless some are given. */
export function sampleFormula(
  facts: Partial<AnsweredFormula> & Pick<AnsweredFormula, 'key'>,
): AnsweredFormula {
  return {
    name: facts.key.replace(/^former\//, ''),
    isPresent: true,
    oldNames: [],
    newest: { version: '1.0', revision: 0, rebuild: 0 },
    bottles: [],
    doubts: [],
    earlier: [],
    ...facts,
  };
}

/** Makes a name of a current formula. */
export function sampleName(
  facts: Partial<AnsweredName> & Pick<AnsweredName, 'name'>,
): AnsweredName {
  return { formula: facts.name, via: 'file', eras: [], former: undefined, ...facts };
}

/** Makes the header of answers for every target. */
export function sampleHeader(facts: Partial<AnswersHeader> = {}): AnswersHeader {
  return {
    tap: 'homebrew/core',
    head: { commit: 'a'.repeat(40), date: '2026-08-22T00:00:00Z' },
    begins: '2023-03-01T00:00:00Z',
    targets: undefined,
    sources: [{ name: 'homebrew/core', from: '2023-03-01', until: '2026-08-22', note: undefined }],
    ...facts,
  };
}

/** Makes answers with one of everything that a file can hold. */
export function sampleAnswers(): Answers {
  const vim = sampleFormula({
    key: 'vim',
    oldNames: ['vi', 'ex'],
    newest: { version: '9.1.2', revision: 1, rebuild: 2 },
    bottles: [
      sampleBottle({ bottleTag: 'sonoma', version: '9.1.2', revision: 1, builtAs: 'vim' }),
      sampleBottle({
        bottleTag: 'ventura',
        version: '9.1.2',
        revision: 1,
        position: 1,
        cellar: '/usr/local/Cellar',
        builtAs: 'vim',
      }),
      sampleBottle({
        bottleTag: 'big_sur',
        version: '9.0.1900',
        age: 1,
        builtAs: 'vi',
        dropped: '2023-09-28T00:00:00Z',
        droppedBy: { version: '9.0.1900', revision: 1 },
        otherVersions: ['9.0'],
        rootUrl: 'https://ghcr.io/v2/homebrew/core',
        cellar: undefined,
        isUnsure: true,
      }),
      sampleBottle({
        bottleTag: 'yosemite_or_later',
        version: '7.4',
        age: 2,
        rebuild: 3,
        introduced: '2014-01-01T00:00:00Z',
        dropped: '2013-01-01T00:00:00Z',
        algorithm: 'sha1',
        checksum: 'b'.repeat(40),
        builtAs: 'vim',
        isFromBeginning: true,
      }),
    ],
    doubts: [
      { bottleTag: undefined, age: 0, position: 0 },
      { bottleTag: 'catalina', age: 3, position: 4 },
    ],
    earlier: [
      {
        until: '2020-01-01T00:00:00Z',
        bottles: [sampleBottle({ bottleTag: 'catalina', version: '8.2', builtAs: 'vim' })],
        doubts: [{ bottleTag: 'mojave', age: 1, position: 0 }],
      },
    ],
  });
  return {
    header: sampleHeader({
      targets: ['big_sur', 'sonoma', 'ventura'],
      sources: [
        { name: 'lzwme/homebrew-cn', from: '2023-03-01', until: '2023-12-17', note: 'One a day.' },
        {
          name: 'homebrew/core',
          from: '2023-07-21',
          until: '2026-08-22T00:00:00Z',
          note: undefined,
        },
      ],
    }),
    formulae: [
      sampleFormula({ key: 'foo', bottles: [sampleBottle({ bottleTag: 'all', builtAs: 'foo' })] }),
      sampleFormula({ key: 'former/node', newest: undefined, isPresent: false }),
      vim,
    ],
    names: [
      sampleName({ name: 'foo' }),
      sampleName({
        name: 'node',
        formula: undefined,
        via: 'history',
        former: 'former/node',
        eras: [
          { formula: 'node@24', from: '2025-05-01T00:00:00Z', until: undefined },
          { formula: 'node@22', from: '2024-05-01T00:00:00Z', until: '2025-05-01T00:00:00Z' },
        ],
      }),
      sampleName({ name: 'vi', formula: 'vim', via: 'rename' }),
      sampleName({ name: 'vim' }),
    ],
    migrations: new Map([
      ['gone', 'user/tap'],
      ['moved', 'user/tap/name'],
      ['other', 'foo'],
    ]),
  };
}
