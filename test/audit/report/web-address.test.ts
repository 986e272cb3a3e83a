import { expect, test } from 'vitest';

import { webAddresses } from '../../../src/audit/report/web-address.ts';

test.each([
  ['https://a.example/x?y=1#z', ['https://a.example/x?y=1#z']],
  ['javascript:alert(1)', []],
  ['data:text/html,x', []],
  ['file:///etc/passwd', []],
  ['//a.example/x', []],
  ['no address', []],
  ['', []],
  ['https://user:secret@a.example/', ['https://a.example/']],
  ['https://a.example/\u001B[31m\nx', ['https://a.example/%1B%5B31mx']],
  [
    'https://a.example/ü^|`{}"<>\\?q=[1]%zz#f#g',
    ['https://a.example/%C3%BC%5E%7C%60%7B%7D%22%3C%3E/?q=%5B1%5D%25zz#f%23g'],
  ],
  ['HTTP://[::1]:8080/x', ['http://[::1]:8080/x']],
])('the web addresses kept from %j are %j', (address, expected) => {
  expect(webAddresses([address, address])).toEqual(expected);
});
