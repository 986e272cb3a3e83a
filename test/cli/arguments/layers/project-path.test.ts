import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

import { expect, test } from 'vitest';

import { readProjectPath } from '../../../../src/cli/arguments/layers/project-path.ts';
import { once } from '../../../support/once.ts';
import { tempFolder, TempFolder } from '../../../support/temp-folder.ts';
import * as fc from '../../../support/limits/random.ts';

const folder = once(async () => {
  const made = new TempFolder(await realpath((await tempFolder()).path));
  await mkdir(made.at('a/b'), { recursive: true });
  await symlink('..', made.at('a/up'));
  await symlink('../..', made.at('a/out'));
  await symlink('/', made.at('root'));
  return made;
});

const WORDS = [
  'a',
  'b',
  'up',
  'out',
  'root',
  '.',
  '..',
  '-',
  '~',
  '',
  '.git',
  'C:',
  '/',
  '\\',
  ' ',
  '\u202E',
];

/** Whether the existing part of a path lies below the folder once its links are followed. */
async function isBelow(path: string): Promise<boolean> {
  const end = await realpath(path).catch(() => undefined);
  if (end === undefined) return isBelow(join(path, '..'));
  return end === folder().path || end.startsWith(`${folder().path}${sep}`);
}

test('whatever a project file says, an accepted path lies below its folder and is not hidden', async () => {
  const texts = fc.array(fc.constantFrom(...WORDS), { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom('', '/'), async (words, joint) => {
      const cwd = folder().at('a/b');
      const found = await readProjectPath(words.join(joint), { folder: folder().path, cwd });
      if ('refused' in found) return;
      const below = relative(folder().path, resolve(cwd, found.path));
      expect(below.split(sep).filter((part) => part.startsWith('.'))).toEqual([]);
      expect(await isBelow(resolve(cwd, found.path))).toBe(true);
      expect(found.path).not.toBe('-');
      expect(found.path).not.toBe('');
    }),
    fc.tries(3000),
  );
});

test.each([
  ['a', '..'],
  ['a/b', '.'],
  ['a/up/a/new', join('..', 'up', 'a', 'new')],
  ['./list.txt', join('..', '..', 'list.txt')],
  ['list with spaces', join('..', '..', 'list with spaces')],
])('%s is accepted, and becomes %s relative to the working folder', async (text, path) => {
  expect(await readProjectPath(text, { folder: folder().path, cwd: folder().at('a/b') })).toEqual({
    path,
  });
});
