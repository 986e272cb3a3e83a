import { unreachable } from '../../../core/unreachable.ts';
import type {
  ImageInArchiveOutput,
  VerificationOutput,
  VerifiedBottleOutput,
} from '../../../output/verify/verify-output.ts';
import type { Verification, VerifiedBottle } from '../../../verify/verification.ts';
import { toProvenanceJson } from '../pull/pull-json.ts';

/** Returns what was found about one path as plain data for JSON. */
export function toVerificationJson(result: Verification): VerificationOutput {
  const { kind, path, findings, update, signature } = result;
  const status = findings.length === 0 ? 'ok' : 'failed';
  const bottles = result.bottles.map(toBottleJson);
  const signed = signature === undefined ? {} : { signature };
  switch (kind) {
    case 'bottle':
      return { path, kind, status, findings, bottles };
    case 'bundle': {
      const updated = update === undefined ? {} : { update };
      return { path, kind, status, findings, ...updated, ...signed, bottles };
    }
    case 'mirror':
      return { path, kind, status, findings, ...signed, bottles };
    case 'image': {
      const { unproven = [], notes = [] } = result;
      const image = toImageJson(result.image);
      return { path, kind, status, findings, image, unproven, notes, bottles };
    }
    default:
      return unreachable(kind);
  }
}

function toImageJson(image: Verification['image']): ImageInArchiveOutput | null {
  return image === undefined ? null : { ...image, fullName: image.fullName ?? null };
}

function toBottleJson(bottle: VerifiedBottle): VerifiedBottleOutput {
  const { fileName, sha256, witnesses, provenance, evidence } = bottle;
  return {
    fileName,
    sha256,
    witnesses,
    provenance: toProvenanceJson(provenance),
    ...(evidence === undefined ? {} : { evidence }),
  };
}
