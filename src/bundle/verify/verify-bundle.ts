import { findBundleFiles, type BundleFiles } from '../file/bundle-files.ts';
import { parseBundleContents, type BundleContents } from '../file/contents-schema.ts';
import { findOrderFault } from '../file/install-order.ts';
import { compareBundlePaths, isBesideSums, SBOM_FILES, SIGNATURE_FILES } from '../file/layout.ts';
import { readWhole } from '../file/open-bundle.ts';
import { derivedFiles } from '../plan/plan-files.ts';
import { parseSums, type SumsFile } from '../file/sums-file.ts';
import { checkDerived, expectedScripts } from './verify-derived.ts';
import { checkBrews } from './verify-brew.ts';
import { checkItem } from './verify-item.ts';
import { SIGNATURE_BYTES } from '../../receipt/signature/signature.ts';
import type { EventSink } from '../../core/events.ts';
import { invalidFile, type Finding } from '../../core/finding.ts';

/**
 * Checks a bundle from its bytes alone, without a network: every file against `SHA256SUMS`; the order of files and of installing;
 * bottles against `bundle.json`, raw indexes and manifests, and sidecars; Homebrew itself; and everything that follows from
 * `bundle.json` against what it must be. No findings means sound. A bad bundle never throws; a path that cannot be read does.
 * This does not catch someone who rewrites a whole bundle: compare the sum of `SHA256SUMS`, or the lock.
 */
export async function verifyBundle(path: string, onEvent?: EventSink): Promise<readonly Finding[]> {
  let files: BundleFiles;
  try {
    files = await findBundleFiles(path, true, onEvent);
  } catch (error) {
    return [invalidFile(error, path)];
  }
  try {
    return await verifyFiles(files, path);
  } finally {
    await files.close();
  }
}

/** Does what {@link verifyBundle} does with files whose sums were asked for; `path` is for messages. */
export async function verifyFiles(files: BundleFiles, path: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const read = async <Part>(
    name: string,
    parse: (bytes: Uint8Array) => Part,
  ): Promise<Part | undefined> => {
    if (!files.sizes.has(name)) {
      findings.push({ code: 'missing', file: name, message: `${name} is missing` });
      return undefined;
    }
    try {
      return parse(await readWhole(files, path, name));
    } catch (error) {
      findings.push(invalidFile(error, name));
      return undefined;
    }
  };
  const sums = await read('SHA256SUMS', parseSums);
  if (sums !== undefined) findings.push(...checkSums(files, sums));
  const contents = await read('bundle.json', (bytes) => parseBundleContents(bytes, path));
  if (contents !== undefined) findings.push(...(await checkContents(files, path, contents)));
  return findings;
}

function* checkSums(files: BundleFiles, { sums, misplaced }: SumsFile): Iterable<Finding> {
  for (const [file, sum] of sums) {
    const found = files.sums.get(file);
    if (found === undefined) yield { code: 'missing', file, message: `${file} is missing` };
    else if (found !== sum) {
      const message = `${file} was changed: SHA256SUMS says ${sum}, its bytes are ${found}`;
      yield { code: 'tampered', file, message };
    }
  }
  for (const file of files.sizes.keys()) {
    if (!isBesideSums(file) && !sums.has(file)) {
      yield { code: 'extra', file, message: `${file} is not listed in SHA256SUMS` };
    }
  }
  for (const file of SIGNATURE_FILES) {
    if ((files.sizes.get(file) ?? 0) > SIGNATURE_BYTES) {
      yield { code: 'extra', file, message: `${file} is too large to be a signature` };
    }
  }
  if (misplaced !== undefined) {
    const message = `${misplaced} is in the wrong place in SHA256SUMS`;
    yield { code: 'reordered', file: misplaced, message };
  }
  if (files.kind === 'folder') return;
  const order = [...files.sizes.keys()];
  const right = order.toSorted(compareBundlePaths);
  const at = order.findIndex((name, index) => name !== right[index]);
  const file = order[at];
  if (file !== undefined) {
    const message = `${file} is in the wrong place in the tar: ${right[at] ?? 'nothing'} comes there`;
    yield { code: 'reordered', file, message };
  }
}

async function checkContents(
  files: BundleFiles,
  path: string,
  contents: BundleContents,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const expected = new Set(['SHA256SUMS', 'bundle.json', ...contents.receipts]);
  for (const { path: script } of expectedScripts(contents)) expected.add(script);
  if (contents.lock !== null) expected.add(contents.lock);
  for (const file of derivedFiles(contents).keys()) expected.add(file);
  for (const file of SBOM_FILES) if (files.sizes.has(file)) expected.add(file);
  findings.push(...checkDerived(files, contents));
  findings.push(...(await checkBrews(files, contents.targets)));
  for (const target of contents.targets) {
    const fault = findOrderFault(target.items);
    if (fault !== undefined) {
      const message = `bundle.json, ${target.bottleTag}: ${fault.message}`;
      findings.push({ code: 'reordered', file: 'bundle.json', message });
    }
    for (const each of [target.brew?.source, target.brew?.ruby]) {
      if (each !== undefined) expected.add(each.file);
    }
    for (const item of target.items) {
      for (const file of Object.values(item.files)) if (file !== null) expected.add(file);
      findings.push(...(await checkItem(files, path, item)));
    }
  }
  for (const file of expected) {
    if (!files.sizes.has(file)) {
      const message = `${file}, which bundle.json needs, is missing`;
      findings.push({ code: 'missing', file, message });
    }
  }
  for (const file of files.sizes.keys()) {
    if (!isBesideSums(file) && !expected.has(file)) {
      findings.push({ code: 'extra', file, message: `bundle.json does not know ${file}` });
    }
  }
  return findings;
}
