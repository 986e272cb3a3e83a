import { createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { parseHex, type Hex } from '../../../src/core/digest.ts';
import { packUstar, type UstarFile } from './ustar.ts';

/** What {@link buildBottle} packs. */
export interface BottleContent {
  readonly formula: string;
  readonly pkgVersion: string;
  /** Paths below `NAME/PKGVERSION/`; those below `bin/` are executable. By default one small script. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Adds a file of this many bytes that do not compress. */
  readonly fillerBytes?: number;
  /** Text of `.brew/NAME.rb`; by default a formula without a bottle block. */
  readonly formulaText?: string;
  /** Makes bottles differ that otherwise hold the same. */
  readonly seed?: string;
}

/** A small bottle, gzipped as Homebrew does it. */
export interface Bottle {
  readonly bytes: Buffer;
  /** Of the gzipped bytes. */
  readonly sha256: Hex;
  readonly sizeBytes: number;
  /** Of the tar within. */
  readonly tarSha256: Hex;
  /** Size of the files within. */
  readonly installedSizeBytes: number;
}

/** Builds a real bottle archive: the same bytes for the same content. */
export function buildBottle(content: BottleContent): Bottle {
  const { formula, pkgVersion, seed = '' } = content;
  const keg = `${formula}/${pkgVersion}`;
  const script = `#!/bin/sh\necho "${formula} ${pkgVersion} ${seed}"\n`;
  const written = Object.entries(content.files ?? { [`bin/${formula}`]: script });
  const files: UstarFile[] = [
    file(`${keg}/.brew/${formula}.rb`, content.formulaText ?? plainFormula(formula, pkgVersion)),
    ...written.map(([path, bytes]) => file(`${keg}/${path}`, bytes)),
    ...(seed === '' ? [] : [file(`${keg}/share/seed`, seed)]),
    ...(content.fillerBytes === undefined
      ? []
      : [file(`${keg}/share/filler`, fillerBytes(content.fillerBytes, `${keg} ${seed}`))]),
  ];
  const tar = packUstar(files);
  const bytes = gzipSync(tar, { level: 1 });
  return {
    bytes,
    sha256: sha256Of(bytes),
    sizeBytes: bytes.length,
    tarSha256: sha256Of(tar),
    installedSizeBytes: files.reduce((sum, each) => sum + each.content.length, 0),
  };
}

/** Returns the sha256 of some bytes. */
export function sha256Of(bytes: Uint8Array): Hex {
  return parseHex(createHash('sha256').update(bytes).digest('hex'));
}

function file(path: string, content: string | Uint8Array): UstarFile {
  const mode = /\/bin\/[^/]+$/.test(path) ? 0o755 : 0o644;
  return { path, content: typeof content === 'string' ? Buffer.from(content) : content, mode };
}

function plainFormula(formula: string, pkgVersion: string): string {
  const name = formula.replaceAll(/(?:^|[-_@.+])(\w?)/g, (_all, letter: string) =>
    letter.toUpperCase(),
  );
  const version = pkgVersion.replace(/_\d+$/, '');
  return `class ${name} < Formula\n  desc "Stand-in for ${formula}"\n  homepage "https://example.org/${formula}"\n  url "https://example.org/${formula}-${version}.tar.gz"\nend\n`;
}

/** Returns bytes that look random and are the same each time. */
function fillerBytes(size: number, seed: string): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}
