import type { ManifestItem } from '../../bundle/bundle-schema.ts';
import type { BundleReader } from '../../bundle/open-bundle.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import { findTarget, type Lock, type LockedBottle } from '../../plan/lock/lock.ts';
import { parseLock } from '../../plan/lock/schema-lock.ts';
import type { Finding } from './verification.ts';

/** A value that a lock records, and what the bundle has. */
interface Recorded {
  readonly name: string;
  readonly inLock: string | number | undefined;
  readonly inBundle: string | number | undefined;
}

/** Checks the lock of a bundle: it is one, agrees with itself, and says of every bottle what the bundle has. */
export async function checkLock(reader: BundleReader): Promise<readonly Finding[]> {
  const file = reader.manifest.lock;
  if (file === null || !reader.has(file)) return [];
  let lock: Lock;
  try {
    lock = parseLock(await reader.read(file), file);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    return [{ code: 'invalid', file, message: error.message }];
  }
  const findings: Finding[] = [];
  for (const { bottleTag, items } of reader.manifest.targets) {
    const bottles = findTarget(lock, bottleTag)?.bottles ?? [];
    for (const item of items) {
      const locked = bottles.find(({ nameThen }) => nameThen === item.formula);
      for (const { name, inLock, inBundle } of await listRecorded(reader, item, locked)) {
        if (inLock === inBundle) continue;
        const message = `${file} says ${name} ${inLock ?? 'nothing'} of ${item.formula} for ${bottleTag}, the bundle ${inBundle ?? 'nothing'}`;
        findings.push({ code: 'disagreement', file, message });
      }
    }
  }
  return findings;
}

async function listRecorded(
  reader: BundleReader,
  item: ManifestItem,
  locked: LockedBottle | undefined,
): Promise<readonly Recorded[]> {
  const sha256 = { name: 'sha256', inLock: locked?.sha256, inBundle: item.sha256 };
  if (locked === undefined) return [sha256];
  return [
    sha256,
    { name: 'sizeBytes', inLock: locked.sizeBytes, inBundle: item.sizeBytes },
    ...(await formulaOf(reader, item, locked)),
  ];
}

/** The formula file, which brew may read: where both have one, it is the same. */
async function formulaOf(
  reader: BundleReader,
  { files: { formula } }: ManifestItem,
  { formulaText, formulaBlob }: LockedBottle,
): Promise<readonly Recorded[]> {
  if (formula === null || !reader.has(formula) || formulaText === undefined) return [];
  if (formulaBlob === undefined) return [];
  const inBundle = gitBlobOid(await reader.read(formula), formulaBlob);
  return [{ name: 'formulaBlob', inLock: formulaBlob, inBundle }];
}
