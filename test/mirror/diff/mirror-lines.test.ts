import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import {
  formatMirrorContents,
  parseMirrorContents,
  type MirrorContents,
} from '../../../src/mirror/tree/file/mirror-schema.ts';

const HEX = 'ab'.repeat(32);

function contents(count: number): MirrorContents {
  const bottles = Array.from({ length: count }, (_, at) => ({
    formula: `f${at}`,
    tap: 'homebrew/core',
    pkgVersion: '1.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    sha256: HEX,
    sizeBytes: at,
    cellar: null,
    repository: `homebrew/core/f${at}`,
    reference: '1.0',
    indexDigest: `sha256:${HEX}`,
    manifestDigest: `sha256:${HEX}`,
    hasManifest: true,
    configDigest: null,
    commit: null,
    hasFormula: false,
    targets: ['big_sur'],
    dependencies: [],
    mentioned: [],
  }));
  const head = {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '1' },
    index: 'published',
  };
  const text = JSON.stringify({ ...head, targets: [], bottles, answers: [] });
  return parseMirrorContents(Buffer.from(text), 'made');
}

function written(count: number): string {
  return [...formatMirrorContents(contents(count))].join('');
}

test.each([0, 1, 3])(
  'a mirror.json with %i bottles gives the same whether it is read by lines or whole',
  (count) => {
    const text = written(count);
    const whole = JSON.stringify(JSON.parse(text), undefined, 1);

    expect(parseMirrorContents(Buffer.from(text), 'x')).toEqual(contents(count));
    expect(parseMirrorContents(Buffer.from(whole), 'x')).toEqual(contents(count));
  },
);

test.each([
  [
    'a wrong field',
    (text: string) => text.replace('"sizeBytes":1,', '"sizeBytes":-1,'),
    'sizeBytes',
  ],
  [
    'two bottles without a comma',
    (text: string) => text.replace('},\n{"formula":"f1"', '}\n{"formula":"f1"'),
    'JSON',
  ],
  ['a comma behind the last', (text: string) => text.replace('\n]}\n', ',\n]}\n'), 'JSON'],
  ['an end that is cut off', (text: string) => text.slice(0, -20), 'JSON'],
  ['a wrong head', (text: string) => text.replace('"published"', '"other"'), 'index'],
])('%s is refused with a message that says what is wrong', (_name, spoil, said) => {
  const spoilt = Buffer.from(spoil(written(3)));

  expect(() => parseMirrorContents(spoilt, 'x')).toThrow(InvalidFileError);
  expect(() => parseMirrorContents(spoilt, 'x')).toThrow(said);
});
