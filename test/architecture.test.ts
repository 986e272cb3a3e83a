import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Which folders of src a folder may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = (() => {
  const primitives = ['git', 'http', 'store', 'archive'];
  const domains = ['plan', 'formula', 'registry', 'provenance', 'bundle', 'image'];
  const below = [...primitives, 'core'];
  return {
    cli: ['usecases', ...domains, ...below],
    usecases: [...domains, ...below],
    ...Object.fromEntries(domains.map((folder) => [folder, below])),
    ...Object.fromEntries(primitives.map((folder) => [folder, ['core']])),
    // What is written gets its name on the disk in one way.
    archive: ['store', 'core'],
    core: [],
  };
})();

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

function targetOf({ file, specifier }: Import): string {
  return relative(SRC, resolve(SRC, dirname(file), specifier)).replaceAll('\\', '/');
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

test('imports flow one way, and folders of one layer are strangers', () => {
  const wrong = IMPORTS.filter(({ file, specifier }) => {
    if (!specifier.startsWith('.') || folderOf(file) === '') return false;
    const to = folderOf(targetOf({ file, specifier, isDynamic: false, isType: false }));
    return to !== folderOf(file) && !(MAY_IMPORT[folderOf(file)] ?? []).includes(to);
  });

  expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test('every folder of src is in the table of layers', () => {
  const folders = new Set(FILES.map(folderOf).filter((folder) => folder !== ''));

  expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
});

test('a library is imported by one file; valibot only by files that hold schemas', () => {
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
  const seen = new Set(['cli/main.ts']);
  const libraries = new Set<string>();
  for (const file of seen) {
    for (const found of IMPORTS) {
      if (found.file !== file || found.isDynamic || found.isType) continue;
      if (found.specifier.startsWith('.')) seen.add(targetOf(found));
      else if (!found.specifier.startsWith('node:')) libraries.add(found.specifier);
    }
  }

  expect([...libraries]).toEqual([]);
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

test('no file of src has grown past 300 lines', () => {
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
