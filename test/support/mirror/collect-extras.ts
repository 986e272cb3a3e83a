import { digestOf, parseHex, type Hex } from '../../../src/core/digest.ts';
import { makeExtras } from '../../../src/mirror/tree/extras/make-extras.ts';
import type { MirrorBottle, MirrorContents } from '../../../src/mirror/tree/file/mirror-schema.ts';

/** Makes all extras of a mirror; `textOf` returns the text of a formula. */
export async function collectExtras(
  contents: MirrorContents,
  textOf: (bottle: MirrorBottle) => string | undefined,
): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const readFormula = async (bottle: MirrorBottle): Promise<Uint8Array | undefined> => {
    const text = textOf(bottle);
    return text === undefined ? undefined : Buffer.from(text);
  };
  const { signal } = new AbortController();
  for await (const { name, content } of makeExtras(contents, { readFormula, signal })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    files.set(name, Buffer.concat(chunks));
  }
  return files;
}

/** Makes contents with the bottles given, and nothing missing. */
export function contentsWith(
  bottles: readonly (Partial<MirrorBottle> & { readonly formula: string })[],
  more: Partial<MirrorContents> = {},
): MirrorContents {
  return {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '1.2.3' },
    index: 'published',
    targets: [
      {
        bottleTag: 'big_sur',
        system: 'macos',
        macos: '11',
        arch: 'x86_64',
        label: 'macOS 11 Big Sur on Intel (big_sur)',
        isWhole: true,
        requested: [],
        missing: [],
      },
    ],
    bottles: bottles.map((bottle, at) => ({
      tap: 'homebrew/core',
      pkgVersion: '1.0',
      rebuild: 0,
      bottleTag: 'big_sur',
      sha256: hexOf(at),
      sizeBytes: 1_000_000,
      cellar: 'any',
      repository: `homebrew/core/${bottle.formula.replaceAll('@', '/')}`,
      reference: '1.0',
      indexDigest: digestOf(hexOf(at + 1e6)),
      manifestDigest: digestOf(hexOf(at + 2e6)),
      hasManifest: true,
      configDigest: null,
      commit: null,
      hasFormula: true,
      targets: ['big_sur'],
      dependencies: [],
      mentioned: [],
      ...bottle,
    })),
    answers: [],
    ...more,
  };
}

function hexOf(number: number): Hex {
  return parseHex(number.toString(16).padStart(64, '0'));
}
