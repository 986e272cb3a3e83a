import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** The rooms of the house: each imports only from rooms of earlier steps, and rooms of one step do not import each other. */
const LADDER: readonly (readonly string[])[] = [
  ['core'],
  ['json'],
  // Whatever is written, fetched or counted on the disk goes through one room.
  ['store'],
  ['archive', 'git', 'http'],
  ['history'],
  ['registry'],
  ['provenance'],
  ['receipt'],
  ['bottle'],
  ['workspace'],
  ['image'],
  ['closure'],
  ['lock'],
  ['bundle'],
  ['mirror'],
  ['verify'],
  ['audit'],
  ['output'],
  ['cli'],
  ['library'],
];

/** Rooms and Node modules whose use is an effect. */
const EFFECTS =
  /^(?:store|archive|git|http)\/|^node:(?:fs|net|http|https|child_process|worker_threads)\b/;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly isDynamic: boolean;
  readonly isType: boolean;
}

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));
const IMPORTS = FILES.flatMap(readImports);

function readImports(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const statics = text.matchAll(
    /^(?:import|export)\s(type\s)?(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm,
  );
  const dynamics = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statics].map(([, type, specifier = '']) => ({
      file,
      specifier,
      isDynamic: false,
      isType: type !== undefined,
    })),
    ...[...dynamics].map(([, specifier = '']) => ({
      file,
      specifier,
      isDynamic: true,
      isType: false,
    })),
  ];
}

function targetOf({ file, specifier }: Pick<Import, 'file' | 'specifier'>): string {
  return relative(SRC, resolve(SRC, dirname(file), specifier)).replaceAll('\\', '/');
}

/** Every file, Node module and library that is loaded with a file. */
function reachedFrom(file: string): ReadonlySet<string> {
  const seen = new Set([file]);
  for (const each of seen) {
    for (const found of IMPORTS) {
      if (found.file !== each || found.isDynamic || found.isType) continue;
      seen.add(found.specifier.startsWith('.') ? targetOf(found) : found.specifier);
    }
  }
  return seen;
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

test('each room imports only rooms before it', () => {
  const steps = new Map(LADDER.flatMap((rooms, step) => rooms.map((room) => [room, step])));
  const stepOf = (file: string): number => steps.get(folderOf(file)) ?? -1;
  const wrong = IMPORTS.filter((found) => {
    const { file, specifier } = found;
    if (!specifier.startsWith('.') || folderOf(file) === '') return false;
    const target = targetOf(found);
    return folderOf(target) !== folderOf(file) && stepOf(target) >= stepOf(file);
  });

  expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test('every folder of src is a room of the ladder', () => {
  const folders = new Set(FILES.map(folderOf).filter((folder) => folder !== ''));

  expect([...folders].toSorted()).toEqual(LADDER.flat().toSorted());
});

test('a test is in the folder of its source', () => {
  const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const folders = new Set(tests.filter((file) => file.endsWith('.test.ts')).map(dirname));
  // The tests of the package have no folder of sources.
  const strangers = [...folders].filter(
    (folder) => folder !== 'package' && !existsSync(join(SRC, folder)),
  );

  expect(strangers).toEqual([]);
});

test('planning has no effects: plan-*.ts files import nothing that reaches the disk, git or the network', () => {
  const reached = FILES.filter((file) => /(?:^|\/)plan-[^/]*\.ts$/.test(file))
    .filter((file) => !/^(?:cli|git)\//.test(file))
    .flatMap((plan) =>
      [...reachedFrom(plan)]
        .filter((target) => EFFECTS.test(target))
        .map((target) => `${plan} reaches ${target}`),
    );

  expect(reached).toEqual([]);
});

test('a library is imported by only one file, and valibot only by files with schemas', () => {
  const importers = new Map<string, Set<string>>();
  for (const { file, specifier } of IMPORTS) {
    if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
    const name = packageOf(specifier);
    importers.set(name, (importers.get(name) ?? new Set()).add(file));
  }

  const shared = [...importers].filter(([name, files]) =>
    name === 'valibot' ? [...files].some((file) => !/schema[^/]*\.ts$/.test(file)) : files.size > 1,
  );
  expect(shared.map(([name, files]) => `${name}: ${[...files].join(', ')}`)).toEqual([]);
});

test('starting the command line loads no library before a command needs it', () => {
  const libraries = [...reachedFrom('cli/main.ts')].filter(
    (target) => !FILES.includes(target) && !target.startsWith('node:'),
  );

  expect(libraries).toEqual([]);
});

test('core imports nothing but Node and itself', () => {
  const foreign = IMPORTS.filter(
    ({ file, specifier }) =>
      folderOf(file) === 'core' && !specifier.startsWith('.') && !specifier.startsWith('node:'),
  );

  expect(foreign).toEqual([]);
});

test('only the command line reads the environment or prints', () => {
  const offenders = FILES.filter((file) => {
    if (folderOf(file) === 'cli') return false;
    return /\bprocess\.(?:env|stdout|stderr|argv|exit)\b|\bconsole\./.test(
      readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
    );
  });

  expect(offenders).toEqual([]);
});

test('no file of src has more than 300 lines', () => {
  const long = FILES.filter(
    (file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 300,
  );

  expect(long).toEqual([]);
});

test('every exported symbol has a docstring', () => {
  const bare = FILES.flatMap((file) => {
    const lines = readFileSync(join(SRC, file), 'utf8').split('\n');
    return lines.flatMap((line, index) =>
      /^export (?:async )?(?:abstract )?(?:function|class|interface|type(?! \{)|const)\b/.test(
        line,
      ) && !/\*\/\s*$/.test(lines[index - 1] ?? '')
        ? [`${file}:${index + 1}`]
        : [],
    );
  });

  expect(bare).toEqual([]);
});

test('only core/abort.ts listens for an abort, with one listener for each signal', () => {
  const offenders = FILES.filter((file) => file !== 'core/abort.ts').filter((file) =>
    /addEventListener\(\s*'abort'|from 'node:timers\/promises'/.test(
      readFileSync(join(SRC, file), 'utf8'),
    ),
  );

  expect(offenders).toEqual([]);
});
