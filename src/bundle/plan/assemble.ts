import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { hexOfBytes, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { planContents } from './plan-contents.ts';
import {
  type BundleContents,
  formatBundleContents,
  type ContentsItem,
  type ContentsTarget,
} from '../file/contents-schema.ts';
import type {
  BundleItem,
  BundleTarget,
  DescribedBundle,
  GatheredBundle,
} from '../file/gathered-bundle.ts';
import { readInstaller, scriptsOf } from '../installer/script.ts';
import { compareBundlePaths, LOCK_FILE, receiptPath } from '../file/layout.ts';
import { derivedFiles } from './plan-files.ts';

/** One file of a bundle before it is written. */
export interface BundleFile {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly sha256: Hex;
  /** Bytes, or the absolute path of a file that must have this size and sha256. */
  readonly source: Uint8Array | string;
}

/**
 * Lists every file of a bundle in the order of writing, including `SHA256SUMS`. Reads no bottle itself: their sums come from what
 * was gathered. Throws {@link InvalidFileError} for anything that cannot be in a bundle, and for two different files of one name.
 */
export async function assembleBundle(gathered: GatheredBundle): Promise<readonly BundleFile[]> {
  const contents = planContents(gathered);
  const files = new Map<string, BundleFile>();
  const add = (file: BundleFile): void => {
    const other = files.get(file.name);
    if (other !== undefined && other.sha256 !== file.sha256) {
      throw new InvalidFileError(`two different files would both be ${file.name} in the bundle`);
    }
    files.set(file.name, file);
  };
  for (const { name, path } of scriptsOf(contents)) {
    add(bytesFile(path, await readInstaller(name), 0o755));
  }
  add(bytesFile('bundle.json', formatBundleContents(contents)));
  for (const [name, text] of derivedFiles(contents)) add(bytesFile(name, text));
  if (gathered.lock !== undefined) add(bytesFile(LOCK_FILE, gathered.lock));
  for (const { name, bytes } of gathered.receipts) add(bytesFile(receiptPath(name), bytes));
  for (const [at, target] of gathered.targets.entries()) {
    for (const file of brewFiles(target, contents.targets[at])) add(file);
    for (const [place, item] of target.items.entries()) {
      const described = contents.targets[at]?.items[place];
      if (described === undefined) throw new Error('Internal error: an item was not described');
      for (const file of itemFiles(item, described)) add(file);
    }
  }
  const described = await gathered.describe?.(describedBy(contents, files));
  for (const { name, bytes } of described ?? []) add(bytesFile(name, bytes));
  refuseCaseTwins([...files.keys()]);
  const listed = [...files.values()].toSorted((a, b) => compareBundlePaths(a.name, b.name));
  add(bytesFile('SHA256SUMS', sumsText(listed)));
  return [...files.values()].toSorted((a, b) => compareBundlePaths(a.name, b.name));
}

function describedBy(
  contents: BundleContents,
  files: ReadonlyMap<string, BundleFile>,
): DescribedBundle {
  const sourceOf = (name: string): BundleFile['source'] => {
    const source = files.get(name)?.source;
    if (source === undefined) throw new InvalidFileError(`the bundle has no ${name}`);
    return source;
  };
  return {
    path: 'the bundle',
    contents,
    read: async (name) => {
      const source = sourceOf(name);
      return typeof source === 'string' ? readFile(source) : source;
    },
    open: (name) => {
      const source = sourceOf(name);
      return typeof source === 'string' ? createReadStream(source) : onePiece(source);
    },
  };
}

async function* onePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function* brewFiles(
  { brew }: BundleTarget,
  described: ContentsTarget | undefined,
): Iterable<BundleFile> {
  if (brew === undefined || described?.brew === undefined) return;
  const pairs = [
    [described.brew.source.file, brew.source],
    [described.brew.ruby.file, brew.ruby],
  ] as const;
  for (const [name, { path, sha256, sizeBytes }] of pairs) {
    yield { name, mode: 0o644, sizeBytes, sha256, source: path };
  }
}

function* itemFiles(item: BundleItem, { files }: ContentsItem): Iterable<BundleFile> {
  const { sha256, sizeBytes, bottleFile } = item;
  yield { name: files.bottle, mode: 0o644, sizeBytes, sha256, source: bottleFile };
  const rest: readonly (readonly [string | null, Uint8Array | string | undefined])[] = [
    [files.sidecar, item.sidecar],
    [files.index, item.registry?.index],
    [files.manifest, item.registry?.manifest],
    [files.formula, item.formulaFile?.bytes],
    [files.attestations, item.attestations],
  ];
  for (const [name, content] of rest) {
    if (name !== null && content !== undefined) yield bytesFile(name, content);
  }
}

function bytesFile(name: string, content: Uint8Array | string, mode = 0o644): BundleFile {
  const source = typeof content === 'string' ? Buffer.from(content) : content;
  const sha256 = hexOfBytes(source);
  return { name, mode, sizeBytes: source.length, sha256, source };
}

/** Writes sums in the form of `shasum`, in the order of the bundle. */
function sumsText(files: readonly BundleFile[]): string {
  return files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}

function refuseCaseTwins(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) {
      throw new InvalidFileError(
        `${name} and ${twin} differ only in case: not every disk keeps both`,
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}
