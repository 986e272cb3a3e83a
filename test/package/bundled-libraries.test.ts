import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

import config from '../../rolldown.config.ts';
import { formatList, formatName, formatNotices } from '../../scripts/bundled/format-notices.ts';
import { listBundled } from '../../scripts/bundled/list-bundled.ts';
import { once } from '../support/once.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { execFileSync } from '../support/limits/processes.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The modules that the bundler puts into the package. */
const modules = once(async (): Promise<readonly string[]> => {
  const { input, platform, plugins, external } = config;
  const bundle = await rolldown({
    cwd: ROOT,
    ...(input === undefined ? {} : { input }),
    ...(platform === undefined ? {} : { platform }),
    ...(external === undefined ? {} : { external }),
    plugins,
  });
  try {
    const { output } = await bundle.generate({ format: 'esm' });
    return output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []));
  } finally {
    await bundle.close();
  }
});

/** A licence that permits shipping a work has at least one of these words. */
const GRANTS = /permission|redistribution|public domain|hereby grants|use, copy, modify/i;

test('every library in the bundle has a notice with the text of its licence', async () => {
  const ids = modules();
  const libraries = await listBundled(ids);
  const notices = formatNotices(libraries);
  // Counted in a different way than the script does.
  const names = new Set(
    ids.flatMap((id) => {
      const [, rest] = id.split(/node_modules\/(?!.*node_modules\/)/);
      if (rest === undefined) return [];
      return rest
        .split('/')
        .slice(0, rest.startsWith('@') ? 2 : 1)
        .join('/');
    }),
  );

  expect(names.size).toBeGreaterThan(40);
  expect(
    new Set(libraries.filter(({ within }) => within === undefined).map(({ name }) => name)),
  ).toEqual(names);
  for (const library of libraries) {
    expect(notices, library.name).toContain(formatName(library));
    expect(library.text, library.name).toMatch(GRANTS);
    expect(library.text.length, library.name).toBeGreaterThan(80);
    expect(library.licence, library.name).toMatch(/^[\w.-]+(?: WITH [\w-]+)?$/);
  }
});

test('the libraries compiled into the Ruby parser are named, and its exports confirm them', async () => {
  const libraries = await listBundled(modules());
  const list = `const file = require('fs').readFileSync('node_modules/@ruby/prism/src/prism.wasm');
    console.log(WebAssembly.Module.exports(new WebAssembly.Module(file)).map(({ name }) => name).join('\\n'))`;
  const printed = execFileSync(process.execPath, ['-e', list], { cwd: ROOT, encoding: 'utf8' });
  const exported = new Set(printed.split('\n'));
  const inside = libraries.filter(({ within }) => within === '@ruby/prism').map(({ name }) => name);

  expect(inside).toEqual(['prism', 'wasi-libc', 'musl', 'cloudlibc', 'dlmalloc', 'compiler-rt']);
  const marks = [
    'pm_serialize_parse',
    '__wasilibc_stat',
    '__floatscan',
    '__wasi_fd_read',
    '__libc_malloc',
    '__addtf3',
  ];
  expect(marks.filter((mark) => !exported.has(mark))).toEqual([]);
});

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly purl: string;
  readonly name: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly object[];
  readonly components?: readonly Component[];
}

test('the bill of materials lists what is in the bundle, with digests from the lock, in the same bytes each time', async () => {
  await using folder = await tempFolder();
  const libraries = await listBundled(modules());
  mkdirSync(folder.at('dist'));
  writeFileSync(folder.at('dist', 'bundled-libraries.json'), formatList(libraries));
  writeFileSync(folder.at('package.json'), readFileSync(join(ROOT, 'package.json')));
  const make = (): string =>
    execFileSync(process.execPath, [join(ROOT, 'scripts/make-sbom.js')], {
      cwd: folder.path,
      encoding: 'utf8',
    });
  const text = make();
  const document: {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly version: number;
    readonly components: readonly Component[];
    readonly dependencies: readonly {
      readonly ref: string;
      readonly dependsOn: readonly string[];
    }[];
  } = JSON.parse(text);
  const all = document.components.flatMap((each) => [each, ...(each.components ?? [])]);
  const lock: { readonly packages: Readonly<Record<string, { readonly integrity?: string }>> } =
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

  expect(make()).toBe(text);
  expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  expect(all.map(({ purl }) => purl).toSorted()).toEqual(
    libraries.map(({ purl }) => purl).toSorted(),
  );
  // Each reference belongs to one component, and each dependency leads to one.
  const refs = new Set(all.map((each) => each['bom-ref']));
  expect(refs.size).toBe(all.length);
  for (const { dependsOn } of document.dependencies) {
    expect(dependsOn.filter((ref) => !refs.has(ref))).toEqual([]);
  }
  for (const { name, type, licenses, hashes } of document.components) {
    expect(type).toBe('library');
    expect(licenses, name).toHaveLength(1);
    const [hash] = hashes ?? [];
    expect(hash, name).toMatchObject({ alg: 'SHA-512' });
    const base64 = Buffer.from(hash?.content ?? '', 'hex').toString('base64');
    const locked = Object.values(lock.packages).some(
      ({ integrity }) => integrity === `sha512-${base64}`,
    );
    expect(locked, name).toBe(true);
  }
});
