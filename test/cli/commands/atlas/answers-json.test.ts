import { expect, test } from 'vitest';

import {
  toAnswersJson,
  toFormulaJson,
  toNameJson,
} from '../../../../src/cli/commands/atlas/answers-json.ts';
import { sampleAnswers } from '../../../support/answers/sample-answers.ts';

test('answers in JSON have every field, with null for unknown values', async () => {
  const { formulae, names, header } = sampleAnswers();
  const json: unknown = JSON.parse(JSON.stringify(await toAnswersJson(sampleAnswers())));

  expect(json).toMatchObject({
    tap: 'homebrew/core',
    head: { commit: 'a'.repeat(40), date: '2026-08-22T00:00:00Z' },
    begins: '2023-03-01T00:00:00Z',
    bottleTags: ['big_sur', 'sonoma', 'ventura'],
    sources: [{ note: 'One a day.' }, { note: null }],
    formulae: formulae.map(toFormulaJson),
    names: names.map(toNameJson),
    migrations: { gone: 'user/tap', moved: 'user/tap/name', other: 'foo' },
  });
  expect(header.sources).toHaveLength(2);
});

test('a bottle in JSON has a sha256 or a sha1, and says when it was introduced and dropped', () => {
  const vim = sampleAnswers().formulae.find(({ key }) => key === 'vim');
  const json: unknown = JSON.parse(JSON.stringify(vim && toFormulaJson(vim)));

  expect(json).toEqual({
    key: 'vim',
    formula: 'vim',
    present: true,
    oldNames: ['vi', 'ex'],
    newest: { version: '9.1.2', revision: 1, pkgVersion: '9.1.2_1', rebuild: 2 },
    bottles: [
      expect.objectContaining({ bottleTag: 'sonoma', droppedBy: null, rank: 0 }),
      expect.objectContaining({ bottleTag: 'ventura', cellar: '/usr/local/Cellar', position: 1 }),
      {
        formula: 'vi',
        bottleTag: 'big_sur',
        version: '9.0.1900',
        revision: 0,
        pkgVersion: '9.0.1900',
        rebuild: 0,
        sha256: vim?.bottles[2]?.checksum,
        sha1: null,
        rootUrl: 'https://ghcr.io/v2/homebrew/core',
        cellar: null,
        introducedBy: { commit: null, date: '2023-09-16T04:05:06Z' },
        droppedBy: { commit: null, date: '2023-09-28T00:00:00Z', pkgVersion: '9.0.1900_1' },
        otherVersions: ['9.0'],
        unsure: true,
        fromBeginning: false,
        rank: 1,
        position: 0,
      },
      expect.objectContaining({ sha256: null, sha1: 'b'.repeat(40), fromBeginning: true }),
    ],
    doubts: [
      { bottleTag: null, rank: 0, position: 0 },
      { bottleTag: 'catalina', rank: 3, position: 4 },
    ],
    earlier: [
      {
        until: '2020-01-01T00:00:00Z',
        bottles: [expect.objectContaining({ bottleTag: 'catalina', pkgVersion: '8.2' })],
        doubts: [{ bottleTag: 'mojave', rank: 1, position: 0 }],
      },
    ],
  });
});

test('a name in JSON says what it leads to now and led to before', () => {
  const node = sampleAnswers().names.find(({ name }) => name === 'node');

  expect(node && toNameJson(node)).toEqual({
    name: 'node',
    key: null,
    via: 'history',
    eras: [
      { formula: 'node@24', from: '2025-05-01T00:00:00Z', until: null },
      { formula: 'node@22', from: '2024-05-01T00:00:00Z', until: '2025-05-01T00:00:00Z' },
    ],
    former: 'former/node',
  });
});
