import { expect, test } from 'vitest';

import { renderError } from '../../src/cli/render/error.ts';
import { createStyle } from '../../src/cli/render/style.ts';
import { explainStoreFailure } from '../../src/store/store-failure.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says it`), { code });
}

test.each([
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open on this machine'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOSPC', 'the disk is full'],
  ['EFBIG', 'it would exceed the file size limit'],
  ['ENOMEM', 'there is not enough memory'],
  ['EIO', 'the disk reports an error'],
])('%s is reported in words wherever it comes from, and not as a bug', (code, words) => {
  const escaped = renderError(systemError(code), createStyle(false), { debug: false });
  const { message, hint } = explainStoreFailure('write', '/x', systemError(code));

  expect(escaped).toMatch(new RegExp(`^brewpull: ${words}\nnext: .+\n$`));
  expect(message).toBe(`cannot write /x: ${words}`);
  expect(hint).not.toBeUndefined();
});

test.each([
  'WebAssembly.Memory(): could not allocate memory',
  'Array buffer allocation failed',
  'WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance',
])('memory that cannot be allocated is not reported as a bug: %s', (message) => {
  const said = renderError(new RangeError(message), createStyle(false), { debug: false });

  expect(said).toContain('there is not enough memory');
  expect(said).not.toContain('bug');
});

test('any other error is still reported as a bug, with its message', () => {
  const said = renderError(new TypeError('x is not a function'), createStyle(false), {
    debug: false,
  });

  expect(said).toContain('this is a bug');
  expect(said).toContain('x is not a function');
});

test('a file that cannot be read is not reported as not writable', () => {
  const { message } = explainStoreFailure('read', '/x', systemError('EACCES'));

  expect(message).toBe('cannot read /x: it is not readable for this user');
});
