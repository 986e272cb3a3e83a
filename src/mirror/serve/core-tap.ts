import { basename } from 'node:path';

import { packTar, type TarEntry } from '../../archive/pack-tar.ts';
import type { ContentsTarget } from '../../bundle/file/contents-schema.ts';
import type { BundleReader } from '../../bundle/file/open-bundle.ts';
import { stubFormula } from '../../bundle/plan/stand-in-formula.ts';
import { hexOfBytes, type Hex } from '../../core/digest.ts';
import { CORE_TAP } from '../../core/formula-key.ts';
import { fileOf, planCoreTap } from '../core-tap/plan-core-tap.ts';

/** A homebrew-core for a Mac that has none, as a tar of the folder `Formula`. */
export interface CoreTap {
  readonly bottleTag: string;
  readonly bytes: Uint8Array;
  /** The sha256 of the tar, whose files are Ruby code that runs on the Mac. */
  readonly sha256: Hex;
}

/**
 * Makes for each target the homebrew-core that lets brew install the bundle's own versions: the formulae of its bottles, and
 * stubs for all other names that they mention, since brew stops at the first unknown one. A target gets none if the bundle lacks
 * the text of one of its homebrew/core formulae, since its bottles could not be asked for by name.
 */
export async function makeCoreTaps(reader: BundleReader): Promise<readonly CoreTap[]> {
  const taps: CoreTap[] = [];
  for (const target of reader.contents.targets) {
    const entries = await listEntries(target, reader);
    if (entries === undefined || entries.length === 0) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of packTar(entries)) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    taps.push({ bottleTag: target.bottleTag, bytes, sha256: hexOfBytes(bytes) });
  }
  return taps;
}

async function listEntries(
  { items }: ContentsTarget,
  reader: BundleReader,
): Promise<readonly TarEntry[] | undefined> {
  const texts = new Map<string, Uint8Array>();
  for (const { tap, files } of items) {
    if (tap !== CORE_TAP) continue;
    if (files.formula === null) return undefined;
    texts.set(basename(files.formula, '.rb'), await reader.read(files.formula));
  }
  if (texts.size === 0) return [];
  const stubs = items.flatMap((item) => item.stubs);
  return planCoreTap(texts, stubs).map(({ name, source }) => {
    const content = source ?? Buffer.from(stubFormula(name));
    return { name: fileOf(name), mode: 0o644, sizeBytes: content.length, content };
  });
}
