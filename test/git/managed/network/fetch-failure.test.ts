import { expect, test } from 'vitest';

import { explainFetchFailure } from '../../../../src/git/managed/network/fetch-failure.ts';

const FULL = 'No space left on device';

test.each([
  ['here', `error: file write error: ${FULL}\nfatal: unable to write loose object file`, 'STORE'],
  ['at the server', `remote: fatal: write error: ${FULL}\nfatal: early EOF`, 'NETWORK'],
  [
    'at the server, said in git’s own line',
    `fatal: remote error: ${FULL}\nfatal: the remote end hung up`,
    'NETWORK',
  ],
])('a disk that is full %s is not taken for one that is full elsewhere', (_where, stderr, code) => {
  const error = explainFetchFailure({
    path: '/taps/core.git',
    command: 'fetch',
    stderr,
    cause: undefined,
  });

  expect(error.code).toBe(code);
});
