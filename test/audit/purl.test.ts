import { expect, test } from 'vitest';

import { brewPurl } from '../../src/audit/purl.ts';

const CORE = 'homebrew/core';

test.each([
  ['zlib', '1.3.1', CORE, 'pkg:brew/zlib@1.3.1'],
  ['vim', '9.0.1900_1', CORE, 'pkg:brew/vim@9.0.1900_1'],
  ['glibc@2.13', undefined, CORE, 'pkg:brew/glibc%402.13'],
  ['libsigc++', '3.0', CORE, 'pkg:brew/libsigc%2B%2B@3.0'],
  ['python@3.12', '3.12.8', 'me/tools', 'pkg:brew/me/tools/python%403.12@3.12.8'],
  ['a', '1:2~3+4 é', CORE, 'pkg:brew/a@1:2~3%2B4%20%C3%A9'],
  ['a?b#c', '1/2%', CORE, 'pkg:brew/a%3Fb%23c@1%2F2%25'],
])('the purl of %s %s is the one that brew writes', (formula, pkgVersion, tap, purl) => {
  expect(brewPurl({ tap, formula, pkgVersion })).toBe(purl);
});
