import type { BottleName } from '../core/bottle-name.ts';
import type { Digest, Hex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { CORE_TAP } from '../core/formula-key.ts';
import { digestOfGunzipped } from '../archive/gzip.ts';
import { parseAttestations } from '../provenance/attestation/attestation-schema.ts';
import type { ProvenanceOutcome } from '../provenance/attestation/provenance-outcome.ts';
import { verifyKeptAttestations } from '../provenance/attestation/verify-kept-attestations.ts';
import { buildEvidence } from './evidence/evidence.ts';
import type { EvidenceLine } from './evidence/evidence-line.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { historyFacts, type Built, type KeptFormula } from './history-facts.ts';
import { registryFacts, type KeptDocuments } from './registry-facts.ts';
import { invalidFile, type Finding } from '../core/finding.ts';
import type { VerifiedBottle, VerifyRequest, Witness } from './verification.ts';

/** A bottle with everything that was kept with it. */
export interface KeptBottle {
  readonly bottle: BottleName;
  readonly tap: string;
  /** Whether something names the tap; if not, homebrew/core is only assumed. */
  readonly isTapSaid: boolean;
  readonly fileName: string;
  /** The sha256 of its bytes, hashed just now. */
  readonly sha256: Hex;
  readonly sizeBytes: number;
  open(): AsyncIterable<Uint8Array>;
  readonly documents: KeptDocuments;
  /** Undefined if the history is not to be asked. */
  readonly formula: Omit<KeptFormula, 'sha256' | 'tap' | 'formula'> | undefined;
  readonly attestations: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

/** Weighs everything that is said about one bottle; each contradiction is a finding. */
export async function collectEvidence(
  brewpull: Brewpull,
  kept: KeptBottle,
  request: VerifyRequest,
): Promise<{ readonly verified: VerifiedBottle; readonly findings: readonly Finding[] }> {
  const { bottle, tap, fileName, sha256, sizeBytes } = kept;
  const { provenance, damage } = await judgeAttestations(kept, request);
  const { builtAs, ...history } =
    kept.formula === undefined
      ? { history: undefined, formula: undefined, builtAs: undefined }
      : await historyFacts(brewpull, { ...kept.formula, sha256, tap, formula: bottle.formula });
  const evidence = buildEvidence({
    bottle,
    file: { sha256, sizeBytes, diffId: await diffIdOf(kept, request) },
    ...history,
    ...registryFacts(kept.documents),
    provenance,
    tap,
    api: tap === CORE_TAP ? request.api?.(bottle.formula) : undefined,
  });
  const findings = evidence.filter(({ status }) => status === 'contradicted').map(toFinding(kept));
  return {
    verified: {
      fileName,
      sha256,
      witnesses: witnessesIn(evidence),
      provenance,
      evidence: request.explain ? evidence : undefined,
    },
    findings: [
      ...damage,
      ...misnamed(kept, builtAs),
      ...findings,
      ...(request.requireProvenance ? unattested(provenance, fileName) : []),
    ],
  };
}

async function judgeAttestations(
  { attestations: kept, bottle, sha256, tap, isTapSaid }: KeptBottle,
  { trustedRoot }: VerifyRequest,
): Promise<{
  readonly provenance: ProvenanceOutcome | undefined;
  readonly damage: readonly Finding[];
}> {
  if (kept === undefined) return { provenance: undefined, damage: [] };
  try {
    const { attestations } = parseAttestations(kept.bytes, kept.name);
    const what = { attestations, bottle, sha256, trustedRoot };
    const provenance = await verifyKeptAttestations(what, isTapSaid ? tap : undefined);
    return { provenance, damage: [] };
  } catch (error) {
    return { provenance: undefined, damage: [invalidFile(error, kept.name)] };
  }
}

async function diffIdOf(kept: KeptBottle, { explain }: VerifyRequest): Promise<Digest | undefined> {
  if (!explain || kept.documents.config === undefined) return undefined;
  try {
    return await digestOfGunzipped(kept.open(), kept.fileName);
  } catch (error) {
    if (error instanceof InvalidFileError) return undefined;
    throw error;
  }
}

function unattested(provenance: ProvenanceOutcome | undefined, file: string): readonly Finding[] {
  if (provenance?.status === 'verified' || provenance?.status === 'invalid') return [];
  const why = provenance?.status === 'unsupported' ? `: ${provenance.message}` : '';
  const message = `no attestation says who built ${file}${why}`;
  return [{ code: 'provenance-missing', file, message }];
}

function misnamed(
  { bottle, fileName, sha256 }: KeptBottle,
  builtAs: Built | undefined,
): readonly Finding[] {
  if (builtAs === undefined) return [];
  const isNamed = builtAs.pkgVersions.includes(bottle.pkgVersion);
  if (isNamed && builtAs.rebuild === bottle.rebuild) return [];
  const rebuild = builtAs.rebuild > 0 ? ` rebuild ${builtAs.rebuild}` : '';
  const message = `history says that sha256 ${sha256} is ${bottle.formula} ${builtAs.pkgVersions[0] ?? ''}${rebuild}`;
  return [{ code: 'contradicted', file: fileName, message }];
}

function toFinding({ fileName }: KeptBottle): (line: EvidenceLine) => Finding {
  return ({ step, claim, detail }) => ({
    code: step === 'provenance' ? 'provenance-invalid' : 'contradicted',
    file: fileName,
    message: `not true: ${claim}; ${detail}`,
  });
}

const WITNESSES: Partial<Record<EvidenceLine['step'], Witness>> = {
  checksum: 'formula',
  index: 'index',
  layer: 'manifest',
  provenance: 'attestation',
  api: 'api',
};

function witnessesIn(evidence: readonly EvidenceLine[]): readonly Witness[] {
  return evidence.flatMap(({ step, status }) => {
    const witness = status === 'proven' ? WITNESSES[step] : undefined;
    return witness === undefined ? [] : [witness];
  });
}
