import type { ContentsItem } from '../bundle/file/contents-schema.ts';
import { rebuildImageConfig } from '../bundle/file/image-config.ts';
import { openBundle, type BundleReader } from '../bundle/file/open-bundle.ts';
import { verifyBundle } from '../bundle/verify/verify-bundle.ts';
import { InvalidFileError } from '../core/errors.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { checkBundleRecords } from '../bundle/verify/check-bundle-records.ts';
import type { Finding } from '../core/finding.ts';
import type { GoodSignature } from '../receipt/signature/signature.ts';
import { SIGNATURE_FILES } from '../bundle/file/layout.ts';
import type {
  Verification,
  VerifiedBottle,
  VerifiedUpdate,
  VerifyRequest,
} from './verification.ts';
import { checkSboms } from './check-sboms.ts';
import { noteUnchecked, verifySignature } from './verify-signature.ts';
import { verifyUpdate } from './verify-update.ts';
import { collectEvidence, type KeptBottle } from './collect-evidence.ts';

/**
 * Verifies a bundle: every file against its sums, `bundle.json`, the lock, raw indexes and manifests, and sidecars; then the
 * attestations that travel with it. `explain` adds each bottle's evidence, for which all bottles are read once more.
 */
export async function verifyBundlePath(
  brewpull: Brewpull,
  path: string,
  request: VerifyRequest,
): Promise<Verification> {
  const findings: Finding[] = [...(await verifyBundle(path, brewpull.options.onEvent))];
  const bottles: VerifiedBottle[] = [];
  let update: VerifiedUpdate | undefined;
  let signature: GoodSignature | undefined;
  const notes: string[] = [];
  // Without a sound bundle.json nothing more can be read, and that is a finding already.
  const reader = await openBundle(path).catch((error: unknown) => {
    if (error instanceof InvalidFileError) return undefined;
    throw error;
  });
  if (reader === undefined) return { kind: 'bundle', path, findings, bottles };
  try {
    findings.push(...(await checkBundleRecords(reader)));
    for (const target of reader.contents.targets) {
      for (const item of target.items) {
        if (!reader.has(item.files.bottle)) continue;
        const kept = await readItem(reader, item, request);
        const weighed = await collectEvidence(brewpull, kept, request);
        bottles.push({ ...weighed.verified, witnesses: ['bundle'] });
        findings.push(...weighed.findings);
      }
    }
    if (findings.length === 0) findings.push(...(await checkSboms(reader, request.describe)));
    const checked = request.signer && (await verifySignature(readFrom(reader), request.signer));
    findings.push(...(checked?.findings ?? []));
    signature = checked?.signature;
    if (checked === undefined) {
      notes.push(...noteUnchecked(SIGNATURE_FILES.filter((name) => reader.has(name))));
    }
    const { onEvent } = brewpull.options;
    const together = await verifyUpdate(reader.contents, request.bases, onEvent);
    update = together?.update;
    findings.push(...(together?.findings ?? []));
  } finally {
    await reader.close();
  }
  return { kind: 'bundle', path, findings, bottles, update, signature, notes };
}

function readFrom(reader: BundleReader): (name: string) => Promise<Uint8Array | undefined> {
  return async (name) => (reader.has(name) ? reader.read(name) : undefined);
}

async function readItem(
  reader: BundleReader,
  item: ContentsItem,
  { explain }: VerifyRequest,
): Promise<KeptBottle> {
  const { formula, pkgVersion, bottleTag, rebuild, tap, sha256, sizeBytes, files } = item;
  const read = async (name: string | null): Promise<Uint8Array | undefined> =>
    name === null ? undefined : readFrom(reader)(name);
  const attestations = await read(files.attestations);
  return {
    bottle: { formula, pkgVersion, bottleTag, rebuild },
    tap,
    isTapSaid: true,
    fileName: files.bottle,
    sha256,
    sizeBytes,
    open: () => reader.open(files.bottle),
    documents: {
      index: explain ? await read(files.index) : undefined,
      recordedIndex: item.registry?.indexDigest,
      manifest: explain ? await read(files.manifest) : undefined,
      config: explain ? await rebuildImageConfig(reader, item) : undefined,
    },
    formula: explain
      ? {
          commit: item.commit ?? undefined,
          path: pathInTap(item),
          oid: undefined,
          text: await read(files.formula),
        }
      : undefined,
    attestations:
      attestations === undefined || files.attestations === null
        ? undefined
        : { name: files.attestations, bytes: attestations },
  };
}

/** Takes the path from `formulae/USER/TAP/COMMIT/PATH`, see `formulaPath`. */
function pathInTap({ files }: ContentsItem): string | undefined {
  return files.formula?.split('/').slice(4).join('/');
}
