import { mkdir, open, readdir, readFile, symlink } from 'node:fs/promises';
import { constants } from 'node:os';

import { expect, test } from 'vitest';

import { InvalidFileError } from '../../src/core/errors.ts';
import {
  explainStoreFailure,
  readFailure,
  readHint,
  reasonOf,
  wordsOf,
} from '../../src/store/store-failure.ts';
import { tempFolder } from '../support/temp-folder.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: some words of the system, open '/x/y z'`), { code });
}

test.each(Object.keys(constants.errno))(
  '%s is reported without its code, and with the path once',
  (code) => {
    for (const action of ['read', 'write']) {
      const { message } = explainStoreFailure(action, '/x/y z', systemError(code));
      expect(message).not.toMatch(/\bE[A-Z0-9]{3,}\b/);
      expect(message.split('/x/y z')).toHaveLength(2);
    }
  },
);

test('a file that may not be read is not called unwritable', () => {
  const denied = systemError('EACCES');
  expect(readFailure('/x', denied)).toBe('it is not readable for this user');
  expect(readHint(denied)).toContain('chmod');
  expect(explainStoreFailure('write', '/x', denied).message).toContain('not writable');
});

test('what brewpull finds wrong with a path is reported without the path', () => {
  const wrong = new InvalidFileError('/x/y is a pipe, not a file', { hint: 'Name a file.' });
  expect(readFailure('/x/y', wrong)).toBe('it is a pipe, not a file');
  expect(readHint(wrong)).toBe('Name a file.');
});

test('an error that nothing explained on its way names its path', () => {
  const error = Object.assign(systemError('EISDIR'), { path: '/x/y' });
  expect(reasonOf(error)?.text).toBe('cannot use /x/y: it is a folder');
});

test('what Node says about files has the expected form', async () => {
  await using folder = await tempFolder();
  await mkdir(folder.at('a folder'));
  await symlink('circle', folder.at('circle'));
  const failures = [
    readFile(folder.at('a folder')),
    readFile(folder.at('circle')),
    readFile(folder.at('nothing')),
    readdir(folder.at('nothing')),
    open(folder.at('a folder'), 'w'),
    mkdir(folder.at('a folder')),
  ].map((work) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  for (const error of await Promise.all(failures)) {
    expect(error).toBeInstanceOf(Error);
    // Even when brewpull has no words of its own.
    const unknown = Object.assign(error instanceof Error ? error : new Error(), { code: 'EWHAT' });
    expect(wordsOf(unknown)).not.toMatch(/\bE[A-Z]{3,}\b|'/);
  }
});
