import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { bottleFileName, sidecarFileName } from '../../../src/core/bottle-name.ts';
import { readBottleIndex } from '../../../src/registry/documents/bottle-index.ts';
import { parseDocument } from '../../../src/registry/documents/document-schema.ts';
import { buildSidecar } from '../../../src/registry/documents/sidecar.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/ghcr');

/** Does what `load_tab` does: Library/Homebrew/utils/bottles.rb:119-143 at aad366ffaf. */
function loadTab(
  bottlePath: string,
  fullName: string,
  files: ReadonlyMap<string, string>,
): unknown {
  const path = bottlePath.replace(/\.(\d+\.)?tar\.gz$/, '.json');
  const bottleTag = /\.([a-z0-9_]+)\.bottle\.(?:\d+\.)?tar\.gz$/.exec(bottlePath)?.[1] ?? '';
  return JSON.parse(files.get(path) ?? 'null')[fullName].bottle.tags[bottleTag].tab;
}

test.each([
  ['libmodplug_0.8.9.0-2', 'libmodplug', '0.8.9.0-2'],
  ['sdl2_2.26.0', 'sdl2', '2.26.0'],
  ['sdl2_2.30.1', 'sdl2', '2.30.1'],
  ['python@3.12', 'python@3.12', '3.12.2_1'],
  ['virtualenv', 'virtualenv', '20.17.0'],
])(
  'brew finds what it needs in the sidecar of every bottle of %s',
  async (file, formula, reference) => {
    const bytes = await readFile(join(FIXTURES, `${file}.index.json`));
    const document = parseDocument(bytes, { what: file, contentType: undefined });
    if (document.kind !== 'index') throw new Error(`${file} is no index`);
    const index = readBottleIndex(document, reference);
    const { pkgVersion, rebuild } = index;

    expect(index.bottles.length).toBeGreaterThan(5);
    for (const entry of index.bottles) {
      const bottle = { formula, pkgVersion, bottleTag: entry.bottleTag, rebuild };
      const text = buildSidecar(index, entry, {
        bottle,
        fullName: formula,
        rootUrl: 'https://ghcr.io/v2/homebrew/core',
        cellar: 'any',
        formulaPath: undefined,
        commit: undefined,
      });
      const tab = loadTab(
        bottleFileName(bottle),
        formula,
        new Map([[sidecarFileName(bottle), text ?? '']]),
      );

      expect(tab).toMatchObject({
        homebrew_version: expect.any(String),
        changed_files: expect.any(Array),
        source_modified_time: expect.any(Number),
        compiler: expect.any(String),
        runtime_dependencies: expect.any(Array),
        built_on: { os: expect.stringMatching(/^(?:Macintosh|Linux)$/) },
      });
    }
  },
);
