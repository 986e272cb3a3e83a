import { expect, test } from 'vitest';

import { parseChallenges } from '../../src/http/challenge.ts';
import {
  array,
  assert,
  constantFrom,
  dictionary,
  property,
  string,
  stringMatching,
  tuple,
} from '../support/limits/random.ts';

function plain(header: string | undefined): [string, Record<string, string>][] {
  return parseChallenges(header).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);
}

test.each<[string, string, [string, Record<string, string>][]]>([
  [
    'ghcr.io',
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"',
    [
      [
        'bearer',
        {
          realm: 'https://ghcr.io/token',
          service: 'ghcr.io',
          scope: 'repository:user/image:pull',
        },
      ],
    ],
  ],
  [
    'commas inside quotes',
    'Bearer realm="https://a.test/",scope="repository:a:pull,push"',
    [['bearer', { realm: 'https://a.test/', scope: 'repository:a:pull,push' }]],
  ],
  [
    'several in one header, in capitals, with spaces about the equals sign',
    'BASIC Realm = "a \\"b\\"" , Negotiate, Newauth x=1, y="2"',
    [
      ['basic', { realm: 'a "b"' }],
      ['negotiate', {}],
      ['newauth', { x: '1', y: '2' }],
    ],
  ],
  [
    'a token68 is no parameter',
    'Negotiate YWJj==, Bearer realm=a',
    [
      ['negotiate', {}],
      ['bearer', { realm: 'a' }],
    ],
  ],
  ['the first of a repeated name', 'Bearer realm="a", REALM="b"', [['bearer', { realm: 'a' }]]],
  ['an open quote ends the list', 'Bearer realm="a", scope="b', [['bearer', { realm: 'a' }]]],
  ['nothing', '', []],
])('parseChallenges reads %s', (_name, header, expected) => {
  expect(plain(header)).toEqual(expected);
});

test('parseChallenges reads no header as no challenge', () => {
  expect(plain(undefined)).toEqual([]);
});

test('parseChallenges reads back what was written, whatever the values are', () => {
  const name = stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const challenge = tuple(
    constantFrom('bearer', 'basic', 'digest'),
    dictionary(name, string(), { minKeys: 1 }),
  );
  assert(
    property(array(challenge), (challenges) => {
      const header = challenges.map(([scheme, parameters]) => {
        const pairs = Object.entries(parameters).map(
          ([key, value]) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`,
        );
        return `${scheme} ${pairs.join(', ')}`;
      });
      expect(plain(header.join(', '))).toEqual(
        challenges.map(([scheme, parameters]) => [scheme, { ...parameters }]),
      );
    }),
  );
});

test('parseChallenges never throws', () => {
  assert(property(string({ maxLength: 200 }), (text) => void parseChallenges(text)));
});
