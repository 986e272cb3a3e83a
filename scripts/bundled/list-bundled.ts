import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PRISM_PARTS } from './prism-parts.ts';

/** A work by others that the package contains. */
export interface BundledLibrary {
  readonly name: string;
  /** Undefined for what was compiled into a library, which does not record it. */
  readonly version: string | undefined;
  /** SPDX expression. */
  readonly licence: string;
  /** The text of its licence. */
  readonly text: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
  /** The checksum of its tarball, as in package-lock.json: `sha512-…`. */
  readonly integrity: string | undefined;
  /** The library that it was compiled into. */
  readonly within: string | undefined;
}

/** Relative to the repository, like all paths here: this file may run from elsewhere, bundled. */
const LICENCES = 'scripts/bundled/licences';

/** The names of files that hold a licence, whatever their case and spelling. */
const LICENCE_FILE = /^licen[cs]e(?:-mit)?(?:\.(?:md|txt))?$/i;

/** Where to find the licence of libraries whose tarball lacks it: in `licences/`, or in a library by the same makers. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '@ruby/prism': `${LICENCES}/prism.txt`,
  // All packages of sigstore-js come from one repository with one licence.
  '@sigstore/verify': 'node_modules/@sigstore/core/LICENSE',
  // Lists of names from SPDX; their readmes state the terms.
  'spdx-exceptions': `${LICENCES}/spdx-exceptions.txt`,
  'spdx-license-ids': `${LICENCES}/spdx-license-ids.txt`,
};

/**
 * Lists the libraries that the modules of a bundle come from, by name, with what is compiled into them. Throws if one has no text
 * of its licence: then it must not be shipped.
 */
export async function listBundled(moduleIds: Iterable<string>): Promise<readonly BundledLibrary[]> {
  const folders = new Set<string>();
  for (const id of moduleIds) {
    const path = id.replaceAll('\\', '/').replace(/^.*?(?=node_modules\/)/, '');
    const [found] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
    if (found !== undefined) folders.add(found);
  }
  const locked: { readonly packages: Readonly<Record<string, { readonly integrity?: string }>> } =
    JSON.parse(await readFile('package-lock.json', 'utf8'));
  const libraries: BundledLibrary[] = [];
  const seen = new Set<string>();
  for (const folder of [...folders].toSorted()) {
    const library = await readLibrary(folder, locked.packages[folder]?.integrity);
    // npm may install several copies of one version.
    if (seen.has(library.purl)) continue;
    seen.add(library.purl);
    libraries.push(library);
    if (library.name === '@ruby/prism') libraries.push(...(await readParts(library.name)));
  }
  return libraries;
}

async function readLibrary(folder: string, integrity: string | undefined): Promise<BundledLibrary> {
  const { name, version, license }: Readonly<Record<'name' | 'version' | 'license', string>> =
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => LICENCE_FILE.test(each));
  const path = file === undefined ? ELSEWHERE[name] : join(folder, file);
  if (path === undefined) throw new Error(`${name} has no text of its licence: see ELSEWHERE`);
  const text = (await readFile(path, 'utf8')).trim();
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { name, version, licence: license, text, purl, integrity, within: undefined };
}

function readParts(within: string): Promise<readonly BundledLibrary[]> {
  return Promise.all(
    PRISM_PARTS.map(async ({ name, licence, home, text }) => ({
      name,
      version: undefined,
      licence,
      text:
        text === undefined
          ? 'Public domain, as its authors say in malloc.c: http://creativecommons.org/publicdomain/zero/1.0/'
          : (await readFile(join(LICENCES, text), 'utf8')).trim(),
      purl: `pkg:github/${home.toLowerCase()}`,
      integrity: undefined,
      within,
    })),
  );
}
