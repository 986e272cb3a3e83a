import type { ContentsItem } from '../file/contents-schema.ts';
import { invalidFile, type Finding } from '../../core/finding.ts';
import { formulaPath, LOCK_FILE } from '../file/layout.ts';
import { checkLockedBrew, checkReceivedBrew } from './check-brew-records.ts';
import type { BundleReader } from '../file/open-bundle.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import { findTarget, type Lock, type LockedBottle } from '../../lock/file/lock.ts';
import { parseLock } from '../../lock/file/lock-schema.ts';
import { parseReceipt } from '../../receipt/receipt-schema.ts';

/**
 * Compares the lock and the receipts that travel in a bundle with `bundle.json` and with the formulae in it: what is recorded
 * twice must be the same. Without a lock, nothing in a bundle says what its formulae must be.
 */
export async function checkBundleRecords(reader: BundleReader): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const { lock: lockFile, receipts } = reader.contents;
  const read = async <Record>(
    file: string | null,
    parse: (bytes: Uint8Array, what: string) => Record,
  ): Promise<Record | undefined> => {
    if (file === null || !reader.has(file)) return undefined;
    try {
      return parse(await reader.read(file), file);
    } catch (error) {
      findings.push(invalidFile(error, file));
      return undefined;
    }
  };
  const lock = await read(lockFile, parseLock);
  if (lock !== undefined && lockFile !== null) {
    findings.push(...(await checkLock(reader, lock, lockFile)));
  }
  for (const file of receipts) {
    const receipt = await read(file, parseReceipt);
    const items = reader.contents.targets.flatMap((target) => target.items);
    const brews = reader.contents.targets.flatMap(({ brew }) => brew ?? []);
    for (const artifact of receipt?.artifacts ?? []) {
      findings.push(...checkReceivedBrew(file, brews, artifact));
      if (artifact.kind !== 'bottle') continue;
      // A receipt may be of a run that fetched more.
      const item = items.find(({ files }) => files.bottle === `bottles/${artifact.fileName}`);
      if (item === undefined) continue;
      const said = {
        sha256: artifact.sha256,
        sizeBytes: artifact.sizeBytes,
        indexDigest: artifact.index?.digest,
        manifestDigest: artifact.manifest?.digest,
      };
      findings.push(...differences(file, item, said));
    }
  }
  return findings;
}

async function checkLock(
  reader: BundleReader,
  lock: Lock,
  file: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const target of reader.contents.targets) {
    const { bottleTag, items } = target;
    findings.push(...checkLockedBrew(file, target, findTarget(lock, bottleTag)?.brew));
    const rest = new Set(findTarget(lock, bottleTag)?.bottles);
    for (const item of items) {
      const locked = [...rest].find(
        ({ nameThen, tap }) => nameThen === item.formula && tap === item.tap,
      );
      if (locked === undefined) {
        const message = `${file} says nothing about ${item.formula} for ${bottleTag}, bundle.json says sha256 ${item.sha256}`;
        findings.push({ code: 'disagreement', file, message });
        continue;
      }
      rest.delete(locked);
      findings.push(...differences(file, item, statementsOf(locked)));
      findings.push(...(await checkFormula(reader, item, locked)));
    }
    for (const { formula } of rest) {
      const message = `${file} has ${formula} for ${bottleTag}, which bundle.json does not have`;
      findings.push({ code: 'disagreement', file, message });
    }
  }
  return findings;
}

/** What one file says about a bottle, by names that all of them share. */
type Statements = Readonly<Record<string, string | number | boolean | undefined>>;

/** Lists what both the lock and `bundle.json` say about a bottle, as the lock says it. */
function statementsOf(locked: LockedBottle): Statements {
  const { pkgVersion, rebuild, bottleTag, sha256, sizeBytes, cellar, isRequested } = locked;
  const { reference, indexDigest, manifestDigest, formulaText, commit } = locked;
  return {
    pkgVersion,
    rebuild,
    bottleTag,
    sha256,
    sizeBytes,
    cellar: (cellar ?? 'any').replace(/^:/, ''),
    isRequested,
    reference,
    indexDigest,
    manifestDigest,
    commit: formulaText === undefined ? undefined : commit,
  };
}

/** Lists the same as `bundle.json` says it. */
function describe(item: ContentsItem): Statements {
  const { pkgVersion, rebuild, bottleTag, sha256, sizeBytes, cellar, isRequested, registry } = item;
  return {
    pkgVersion,
    rebuild,
    bottleTag,
    sha256,
    sizeBytes,
    cellar,
    isRequested,
    reference: registry?.reference,
    indexDigest: registry?.indexDigest,
    // A lock only names a manifest that was there.
    manifestDigest: item.files.manifest === null ? undefined : registry?.manifestDigest,
    commit: item.commit ?? undefined,
  };
}

function* differences(file: string, item: ContentsItem, said: Statements): Iterable<Finding> {
  const found = describe(item);
  for (const [name, value] of Object.entries(said)) {
    if (value === found[name]) continue;
    const message = `${file} says ${name} ${String(value ?? 'nothing')} of ${item.formula}, bundle.json ${String(found[name] ?? 'nothing')}`;
    yield { code: 'disagreement', file, message };
  }
}

/**
 * Checks a formula against the lock, which says which text, from which place; `parseLock` has compared its own text with the oid.
 */
async function checkFormula(
  reader: BundleReader,
  { formula, tap, files }: ContentsItem,
  { commit, path, formulaBlob, formulaText }: LockedBottle,
): Promise<readonly Finding[]> {
  const isSaid = formulaText !== undefined && commit !== undefined && path !== undefined;
  let right: string | null = null;
  try {
    if (isSaid) right = formulaPath(tap, commit, path);
  } catch (error) {
    return [invalidFile(error, LOCK_FILE)];
  }
  if (files.formula !== right) {
    const message = `bundle.json names ${files.formula ?? 'no file'} as the formula of ${formula}, the lock ${right ?? 'none'}`;
    return [{ code: 'disagreement', file: 'bundle.json', message }];
  }
  if (right === null || formulaBlob === undefined || !reader.has(right)) return [];
  const oid = gitBlobOid(await reader.read(right), formulaBlob);
  if (oid === formulaBlob) return [];
  const message = `${right} has the git object id ${oid}, the lock says ${formulaBlob}`;
  return [{ code: 'disagreement', file: right, message }];
}
