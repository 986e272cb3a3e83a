import { expect, test } from 'vitest';

import { formatTagList, pageTagList } from '../../../src/mirror/serve/tag-list.ts';

const PATH = '/v2/homebrew/core/vim/tags/list';
const TAGS = ['9.0', '10.0', 'B', 'a', '9.0-1', 'A'];
const SORTED = ['10.0', '9.0', '9.0-1', 'A', 'a', 'B'];
const whole = formatTagList('homebrew/core/vim', TAGS);

function page(query: string): unknown {
  const found = pageTagList(whole, { path: PATH, query: new URLSearchParams(query) });
  if (found === undefined) return undefined;
  return { ...JSON.parse(Buffer.from(found.bytes).toString()), next: found.next };
}

const name = 'homebrew/core/vim';

test('a list is in the order of the specification', () => {
  expect(JSON.parse(Buffer.from(whole).toString())).toEqual({ name, tags: SORTED });
});

test.each([
  ['n=2', { tags: ['10.0', '9.0'], next: `${PATH}?n=2&last=9.0` }],
  ['n=2&last=9.0', { tags: ['9.0-1', 'A'], next: `${PATH}?n=2&last=A` }],
  ['n=2&last=A', { tags: ['a', 'B'], next: undefined }],
  ['last=9.0-0', { tags: ['9.0-1', 'A', 'a', 'B'], next: undefined }],
  ['n=100', { tags: SORTED, next: undefined }],
  ['n=0', { tags: [], next: undefined }],
  ['n=1&last=zzz', { tags: [], next: undefined }],
])('%s gives its part, and says where the next one is', (query, expected) => {
  expect(page(query)).toEqual({ name, ...expected });
});

test.each(['n=', 'n=-1', 'n=x', 'n=1e3', 'n=1.5', 'n=99999999999999999'])(
  '%s is refused',
  (query) => {
    expect(page(query)).toBeUndefined();
  },
);
