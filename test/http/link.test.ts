import { expect, test } from 'vitest';

import { parseNextLink } from '../../src/http/link.ts';
import { assert, property, string, webUrl } from '../support/limits/random.ts';

const BASE = new URL('https://ghcr.io/v2/homebrew/core/vim/tags/list');

test.each([
  [
    'the form of ghcr.io, which is relative',
    '</v2/homebrew/core/vim/tags/list?last=8.2.1&n=0>; rel="next"',
    'https://ghcr.io/v2/homebrew/core/vim/tags/list?last=8.2.1&n=0',
  ],
  ['a relation without quotes', '<?n=1>;rel=next', `${BASE.href}?n=1`],
  ['a relation in capitals', '<?n=1>; REL="NEXT"', `${BASE.href}?n=1`],
  ['one of several relations', '<?n=1>; rel="last next"', `${BASE.href}?n=1`],
  ['one of several links', '<?n=0>; rel="prev", <?n=2>; rel="next"', `${BASE.href}?n=2`],
  [
    'a target with commas and semicolons',
    '<?a=1,2;3>; title="x, y"; rel="next"',
    `${BASE.href}?a=1,2;3`,
  ],
  ['another host, which the caller judges', '<https://evil.test/>; rel=next', 'https://evil.test/'],
])('parseNextLink reads %s', (_name, header, expected) => {
  expect(parseNextLink(header, BASE)).toEqual(new URL(expected));
});

test.each([
  ['no header', undefined],
  ['no next', '<?n=0>; rel="prev"'],
  ['an empty header', ' '],
  ['no next among several', '<?n=0>; rel="prev", <?n=0>; rel=first;'],
  ['a relation inside a title', '<?n=1>; title="; rel=next"; rel="prev"'],
  ['only the first rel of a link counts', '<?n=1>; rel="prev"; rel="next"'],
])('parseNextLink finds none: %s', (_name, header) => {
  expect(parseNextLink(header, BASE)).toBeUndefined();
});

test.each([
  ['no URL', '<http://[>; rel="next"'],
  ['no angle brackets', '?n=1; rel="next"'],
  ['an end that is missing', '<?n=1; rel="next"'],
  ['brackets alone', '<'.repeat(16_000)],
  ['no rel', '<?n=1>'],
  ['no rel beside others', '<?n=0>; rel="prev", <?n=1>; title="more"'],
  ['quotes that do not end', '<?n=1>; rel="next'],
])('parseNextLink does not take what it cannot read for the end: %s', (_name, header) => {
  expect(parseNextLink(header, BASE)).toBe('unreadable');
});

test('parseNextLink reads back any URL', () => {
  assert(
    property(webUrl({ withQueryParameters: true }), (url) => {
      expect(parseNextLink(`<${url}>; rel="next"`, BASE)).toEqual(new URL(url));
    }),
  );
});

test('parseNextLink never throws', () => {
  assert(property(string({ maxLength: 200 }), (text) => void parseNextLink(`<${text}`, BASE)));
});
