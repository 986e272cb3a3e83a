import { openBundle } from '../bundle/file/open-bundle.ts';
import type { BundleContents } from '../bundle/file/contents-schema.ts';
import { checkBundleRecords } from '../bundle/verify/check-bundle-records.ts';
import { checkUpdate, type AtHand } from '../bundle/verify/check-update.ts';
import { verifyBundle } from '../bundle/verify/verify-bundle.ts';
import { hexOfBytes, type Hex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import type { Finding } from '../core/finding.ts';
import type { VerifiedUpdate } from './verification.ts';

/** What verifying an update found. */
interface UpdateResult {
  readonly update: VerifiedUpdate;
  readonly findings: readonly Finding[];
}

/**
 * Verifies an update with the bundles that it needs, each of which is verified whole as well. Without any, only says what was not
 * checked. Undefined for a bundle that is no update. Throws `UsageError` for a path that cannot be read.
 */
export async function verifyUpdate(
  contents: BundleContents,
  bases: readonly string[],
  onEvent: EventSink,
): Promise<UpdateResult | undefined> {
  const { update: { of } = {}, targets } = contents;
  if (of === undefined) return undefined;
  const findings: Finding[] = [];
  const atHand: (AtHand & { readonly sumsSha256: Hex | undefined })[] = [];
  for (const path of bases) {
    const base = await verifyBase(path, onEvent);
    findings.push(
      ...base.findings.map(({ code, file, message }) => ({
        code,
        file: `${path}: ${file}`,
        message: `${path}: ${message}`,
      })),
    );
    if (base.contents !== undefined) atHand.push({ ...base, path, contents: base.contents });
  }
  if (bases.length > 0) findings.push(...checkUpdate(contents, atHand));
  const leftOut = targets.reduce((sum, target) => sum + (target.leftOut?.length ?? 0), 0);
  const isVeryOne = atHand.some(({ sumsSha256 }) => sumsSha256 === of);
  return { findings, update: { of, leftOut, checkedWith: bases, isVeryOne } };
}

interface VerifiedBase {
  readonly findings: readonly Finding[];
  /** Undefined if it cannot be read, which is a finding. */
  readonly contents: BundleContents | undefined;
  readonly sumsSha256: Hex | undefined;
}

async function verifyBase(path: string, onEvent: EventSink): Promise<VerifiedBase> {
  const reader = await openBundle(path).catch((error: unknown) => {
    if (error instanceof InvalidFileError) return undefined;
    throw error;
  });
  try {
    const findings = [...(await verifyBundle(path, onEvent))];
    if (reader === undefined) return { findings, contents: undefined, sumsSha256: undefined };
    findings.push(...(await checkBundleRecords(reader)));
    const hasSums = reader.has('SHA256SUMS');
    return {
      findings,
      contents: reader.contents,
      sumsSha256: hasSums ? hexOfBytes(await reader.read('SHA256SUMS')) : undefined,
    };
  } finally {
    await reader?.close();
  }
}
