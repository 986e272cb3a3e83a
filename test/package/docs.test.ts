import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'data/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`),
];

/** Every path below these folders that a page names must be in the repository. */
const FOLDERED = /(?<![\w./@-])(?:src|test|docs|bin|fixtures|\.ci)\/[\w./-]*/g;
/** Sources may also be named relative to `src/` or `test/`, as in `core/errors.ts`. */
const SOURCE = /(?<![\w*./-])[\w./-]+\.ts(?![\w])/g;
const LINK = /\]\(([^)\s]+)\)/g;

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The names that headings have in links, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isPath(path: string): boolean {
  return ['.', 'src', 'test'].some((folder) => existsSync(join(ROOT, folder, path)));
}

test('every path that a page names exists', () => {
  const named = PAGES.flatMap((page) => {
    // The next test resolves links, from the folder of their page.
    const text = read(page)
      .replaceAll(LINK, ']()')
      .replaceAll(/https?:\/\/\S+/g, '');
    return [...text.matchAll(FOLDERED), ...text.matchAll(SOURCE)].map(([path]) => ({
      page,
      path: path.replace(/[.-]+$/, ''),
    }));
  });
  const missing = named.filter(({ path }) => !isPath(path));

  expect(named.length).toBeGreaterThan(100);
  expect(missing.map(({ page, path }) => `${page} names ${path}`)).toEqual([]);
});

test('every link in a page leads to an existing file and heading', () => {
  const links = PAGES.flatMap((page) =>
    [...read(page).matchAll(LINK)].map(([, target = '']) => ({ page, target })),
  ).filter(({ target }) => !/^[a-z]+:/.test(target));
  const broken = links.filter(({ page, target }) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });

  expect(links.length).toBeGreaterThan(20);
  expect(broken.map(({ page, target }) => `${page} links to ${target}`)).toEqual([]);
});

test('every npm script that a page names is in package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => ({ page, script })),
  );

  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});

/** The rows of the table of rooms: a room, and the libraries that it alone imports. */
function readRooms(): readonly { readonly room: string; readonly libraries: readonly string[] }[] {
  const rows = read('docs/architecture.md').matchAll(/^\| `(\w+)` *\|.*\|([^|]*)\|$/gm);
  return [...rows].map(([, room = '', cell = '']) => ({
    room,
    libraries: [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).toSorted(),
  }));
}

test('the page on architecture lists the rooms of the ladder, in its order', () => {
  const ladder = /const LADDER[^=]*= \[(.*?)^\];/ms.exec(read('test/architecture.test.ts'))?.[1];
  const rooms = [...(ladder ?? '').matchAll(/'(\w+)'/g)].map(([, room]) => room);

  expect(rooms.length).toBeGreaterThan(10);
  expect(readRooms().map(({ room }) => room)).toEqual(rooms);
});

test('the page on architecture names the libraries that each room imports', () => {
  for (const { room, libraries } of readRooms()) {
    const folder = join(ROOT, 'src', room);
    const imported = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /^(?:import|export)\s(?:[^'"]*?\sfrom\s)?'((?:@[\w-]+\/)?[\w-][\w.-]*)[^']*'/gm,
        ),
      ])
      .map(([, name = '']) => name)
      // A Node module was matched up to its colon. Schemas may be in any room.
      .filter((name) => name !== 'node' && name !== 'valibot');

    expect(libraries, room).toEqual([...new Set(imported)].toSorted());
  }
});
