import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOfBytes, hexOf } from '../../../src/core/digest.ts';
import { packTar } from '../../../src/archive/pack-tar.ts';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { bottleFileName } from '../../../src/core/bottle-name.ts';
import { OCI_MANIFEST } from '../../../src/registry/documents/media-type.ts';

/** What a test wants a bottle to be like. */
export interface BottleWish {
  readonly formula: string;
  readonly pkgVersion?: string;
  readonly rebuild?: number;
  readonly bottleTag?: string;
  readonly cellar?: string;
  readonly isRequested?: boolean;
  readonly isKegOnly?: boolean;
  readonly dependencies?: readonly string[];
  readonly stubs?: readonly string[];
  /** Names that its formula conflicts with; they are stubs as well. */
  readonly conflicts?: readonly string[];
  /** Lines to add to the formula inside. */
  readonly formulaLines?: readonly string[];
  /** Whether it holds a receipt that names homebrew/core, as bottles before May 2021 do. */
  readonly holdsReceipt?: boolean;
  /** How many bytes its program has. */
  readonly programBytes?: number;
}

/** Makes a small but real bottle in a folder, with index, manifest and sidecar as a registry would have them. */
export async function makeBottle(folder: string, wish: BottleWish): Promise<BundleItem> {
  const { formula, pkgVersion = '1.0', rebuild = 0, bottleTag = 'big_sur' } = wish;
  const { dependencies = [], stubs = [], conflicts = [], isKegOnly = false } = wish;
  const keg = `${formula}/${pkgVersion}`;
  const text = formulaText(wish);
  const members = [
    [`${keg}/.brew/${formula}.rb`, text, 0o644],
    [`${keg}/bin/${formula}`, '#!/bin/sh\n'.padEnd(wish.programBytes ?? 10, '#'), 0o755],
    ...(wish.holdsReceipt === true
      ? ([[`${keg}/INSTALL_RECEIPT.json`, '{"source":{"tap":"homebrew/core"}}', 0o644]] as const)
      : []),
  ] as const;
  const chunks: Uint8Array[] = [];
  const entries = members.map(([name, content, mode]) => ({
    name,
    mode,
    sizeBytes: content.length,
    content: Buffer.from(content),
  }));
  for await (const chunk of packTar(entries)) chunks.push(chunk);
  const tar = Buffer.concat(chunks);
  const bytes = gzipSync(tar);
  const sha256 = hexOf(digestOfBytes(bytes));
  const fileName = bottleFileName({ formula, pkgVersion, rebuild, bottleTag: bottleTag });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, fileName), bytes);
  const reference = rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
  const tab = { changed_files: [], runtime_dependencies: [], compiler: 'clang' };
  // As brew writes it for a bottle whose build machine is not recorded.
  const rootfs = { type: 'layers', diff_ids: [digestOfBytes(tar)] };
  const config = Buffer.from(JSON.stringify({ rootfs }, null, 2));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', bytes)],
    }),
  );
  const annotations = { 'sh.brew.bottle.digest': sha256, 'sh.brew.tab': JSON.stringify(tab) };
  const index = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ ...descriptor(OCI_MANIFEST, manifest), annotations }],
    }),
  );
  const bottle = { tags: { [bottleTag]: { sha256, tab } } };
  return {
    formula,
    tap: 'homebrew/core',
    pkgVersion,
    rebuild,
    bottleTag,
    sha256,
    sizeBytes: bytes.length,
    cellar: wish.cellar ?? ':any',
    isRequested: wish.isRequested ?? true,
    isKegOnly,
    hasPostInstall: /^ *def post_install\b/m.test(text),
    dependencies,
    stubs: [...stubs, ...conflicts.filter((name) => !name.includes('/'))],
    bottleFile: join(folder, fileName),
    sidecar: JSON.stringify({ [formula]: { formula: { name: formula }, bottle } }),
    registry: {
      repository: `homebrew/core/${formula.replace('@', '/')}`,
      reference,
      index,
      manifest,
      manifestDigest: digestOfBytes(manifest),
    },
    formulaFile: {
      path: `Formula/${formula.charAt(0)}/${formula}.rb`,
      commit: createHash('sha1')
        .update(text + pkgVersion)
        .digest('hex'),
      bytes: Buffer.from(text),
    },
    attestations: undefined,
  };
}

function descriptor(mediaType: string, bytes: Uint8Array): object {
  return { mediaType, digest: digestOfBytes(bytes), size: bytes.length };
}

function formulaText({
  formula,
  dependencies = [],
  stubs = [],
  conflicts = [],
  isKegOnly,
  formulaLines = [],
}: BottleWish): string {
  const name =
    formula.charAt(0).toUpperCase() + formula.slice(1).replace('@', 'AT').replaceAll('.', '');
  const lines = [
    ...dependencies.map((dependency) => `depends_on "${dependency}"`),
    ...stubs.map((stub) => `depends_on "${stub}" => :build`),
    ...conflicts.map((other) => `conflicts_with "${other}", because: "both install bin/ex"`),
    ...(isKegOnly === true ? ['keg_only "a test"'] : []),
    ...formulaLines,
  ];
  return `class ${name} < Formula\n${lines.map((line) => `  ${line}\n`).join('')}end\n`;
}
