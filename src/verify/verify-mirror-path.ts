import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { throwIfAborted } from '../core/abort.ts';
import { bottleFileName } from '../core/bottle-name.ts';
import { digestOf, hexOf, type Digest, type Hex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { invalidFile, type Finding } from '../core/finding.ts';
import { keyOf } from '../core/formula-key.ts';
import { openMirror } from '../mirror/tree/file/open-mirror.ts';
import type { MirrorBottle, MirrorContents } from '../mirror/tree/file/mirror-schema.ts';
import {
  MIRROR_FILE,
  SUMS_FILE,
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
  WORK_FOLDER,
} from '../mirror/tree/file/tree-layout.ts';
import { readTreeSums, type TreeSums } from '../mirror/tree/file/tree-sums.ts';
import { listFiles } from '../store/read/list-files.ts';
import { hashFile } from '../store/read/hash-file.ts';
import { readRegularFile } from '../store/read/read-regular-file.ts';
import { codeOf } from '../store/store-failure.ts';
import { SIGNATURE_FILES } from '../bundle/file/layout.ts';
import { SIGNATURE_BYTES } from '../receipt/signature/signature.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { Verification } from './verification.ts';
import { noteUnchecked, verifySignature, type SignerRequest } from './verify-signature.ts';

/** The largest `SHA256SUMS` whose signature is checked. */
const SUMS_BYTES = 256 * 1024 * 1024;

/**
 * Verifies a mirror: every file against its sums, that no file is unlisted, and that everything `mirror.json` names is listed.
 * Reads all of it once.
 */
export async function verifyMirrorPath(
  { options }: Pick<Brewpull, 'options'>,
  path: string,
  signer?: SignerRequest,
): Promise<Verification> {
  const findings: Finding[] = [];
  const nothing: Verification = { kind: 'mirror', path, findings, bottles: [] };
  const read = async <Read>(file: string, work: Promise<Read>): Promise<Read | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof InvalidFileError)) throw error;
      findings.push(invalidFile(error, file));
      return undefined;
    }
  };
  const mirror = await read(MIRROR_FILE, openMirror(path));
  const sums = await read(SUMS_FILE, readTreeSums(path));
  if (sums === undefined && findings.length === 0) findings.push(missing(SUMS_FILE));
  if (mirror === undefined || sums === undefined) return nothing;
  // There may be a finding for each of 100,000 files: too many for the arguments of one call.
  for (const each of await checkFiles(path, sums, options)) findings.push(each);
  for (const each of checkContents(mirror.contents, sums)) findings.push(each);
  const bottles = mirror.contents.bottles.map((bottle) => ({
    fileName: bottleFileName(bottle),
    sha256: bottle.sha256,
    witnesses: ['mirror' as const],
    provenance: undefined,
    evidence: undefined,
  }));
  const checked = signer && (await verifySignature((name) => readSmall(path, name), signer));
  findings.push(...(checked?.findings ?? []));
  const notes = signer === undefined ? noteUnchecked(await signaturesIn(path)) : [];
  return { kind: 'mirror', path, findings, bottles, signature: checked?.signature, notes };
}

async function signaturesIn(path: string): Promise<readonly string[]> {
  const names = await readdir(path);
  return SIGNATURE_FILES.filter((name) => names.includes(name));
}

/** Reads a file; undefined if there is none. */
async function readSmall(path: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegularFile(
      join(path, name),
      name === SUMS_FILE ? SUMS_BYTES : SIGNATURE_BYTES,
    );
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function checkFiles(
  path: string,
  sums: TreeSums,
  { onEvent, signal }: Brewpull['options'],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const there = new Set<string>();
  try {
    for await (const name of listFiles(path)) {
      if (!name.startsWith(WORK_FOLDER)) there.add(name);
    }
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    return [invalidFile(error, path)];
  }
  let files = 0;
  for (const name of sums.keys()) {
    throwIfAborted(signal);
    const step = { kind: 'check-files', path, files, totalFiles: there.size } as const;
    onEvent({ type: 'step', step });
    files += 1;
    if (!there.delete(name)) {
      findings.push(missing(name));
      continue;
    }
    const sum = sums.get(name);
    const { digest } = await hashFile(join(path, name));
    if (sum === undefined || digest === digestOf(sum)) continue;
    const message = `${name} has the sha256 ${hexOf(digest)}, but ${SUMS_FILE} says ${sum}`;
    findings.push({ code: 'tampered', file: name, message });
  }
  for (const name of [SUMS_FILE, ...SIGNATURE_FILES]) there.delete(name);
  for (const name of there) {
    const message = `${name} is not in ${SUMS_FILE}`;
    findings.push({ code: 'extra', file: name, message });
  }
  return findings;
}

/** Checks that everything described is listed, and under the described sum if there is one. */
function checkContents({ bottles, index }: MirrorContents, sums: TreeSums): readonly Finding[] {
  const indexes = new Map<string, Set<string>>();
  for (const { repository, reference, indexDigest } of bottles) {
    const name = treeManifestPath(repository, reference);
    indexes.set(name, (indexes.get(name) ?? new Set()).add(hexOf(indexDigest)));
  }
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const bottle of bottles) {
    for (const [name, wanted] of namedBy(bottle)) {
      const sum = sums.get(name);
      if (sum !== undefined && (wanted === undefined || wanted === sum)) continue;
      const message = `${MIRROR_FILE} names ${name} for ${keyOf(bottle)}, but ${SUMS_FILE} does not list it${wanted === undefined ? '' : ' with that sum'}`;
      findings.push({ code: 'disagreement', file: name, message });
    }
    const named = treeManifestPath(bottle.repository, bottle.reference);
    const sum = sums.get(named);
    const isRight = sum !== undefined && (index === 'reduced' || indexes.get(named)?.has(sum));
    if (isRight === true || seen.has(named)) continue;
    seen.add(named);
    const message = `${named} is not the index that ${MIRROR_FILE} names for ${keyOf(bottle)}`;
    findings.push({ code: 'disagreement', file: named, message });
  }
  return findings;
}

/** Lists the files of a bottle, with the sums described for them. */
function namedBy(bottle: MirrorBottle): readonly (readonly [string, Hex | undefined])[] {
  const { repository, sha256, indexDigest, manifestDigest, configDigest } = bottle;
  const blob = (digest: Digest): readonly [string, Hex] => [
    treeBlobPath(repository, digest),
    hexOf(digest),
  ];
  const manifest = (digest: Digest): readonly [string, Hex] => [
    treeManifestPath(repository, digest),
    hexOf(digest),
  ];
  return [
    blob(digestOf(sha256)),
    manifest(indexDigest),
    ...(bottle.hasManifest ? [manifest(manifestDigest)] : []),
    ...(configDigest === null ? [] : [blob(configDigest)]),
    ...(bottle.hasFormula ? [[treeFormulaPath(bottle), undefined] as const] : []),
  ];
}

function missing(name: string): Finding {
  return { code: 'missing', file: name, message: `${name} is missing` };
}
