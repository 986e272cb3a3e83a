import { digestOf } from '../../../core/digest.ts';
import { unreachable } from '../../../core/unreachable.ts';
import type {
  PlannedBottle,
  PulledBottle,
  PullOutcome,
} from '../../../bottle/obtain/pulled-bottle.ts';
import type { BrewCommand } from '../../../bundle/plan/brew-command.ts';
import type { ProvenanceOutput } from '../../../output/parts/provenance-output.ts';
import type {
  InstallOutput,
  PulledOutput,
  PullResultOutput,
} from '../../../output/pull/pull-output.ts';
import type { ProvenanceOutcome } from '../../../provenance/attestation/provenance-outcome.ts';
import { toErrorJson } from '../../render/error-json.ts';
import {
  toFailedJson,
  toFoundJson,
  toNoBottleJson,
  toNotAFormulaJson,
} from '../resolve/resolution-json.ts';
import { installCommandOf, type BrewFacts } from './install-command.ts';

/** Returns the outcome of one pull as plain data for JSON. */
export function toPullJson(outcome: PullOutcome, brew: BrewFacts): PullResultOutput {
  switch (outcome.status) {
    case 'pulled':
    case 'cached':
      return toPulledJson(outcome, brew);
    case 'planned': {
      const { found, status, isCached } = outcome;
      return { ...toFoundJson(found, status), isCached, ...sizesOf(outcome) };
    }
    case 'failed':
      return 'found' in outcome
        ? { ...toFoundJson(outcome.found, 'failed'), error: toErrorJson(outcome.error) }
        : toFailedJson(outcome);
    case 'prebuilt': {
      const { answer, status, file, fileName, sizeBytes, isCached } = outcome;
      return {
        ...toNoBottleJson(answer, status),
        fileName,
        file: file ?? null,
        sizeBytes: sizeBytes ?? null,
        isCached,
      };
    }
    case 'no-bottle':
      return toNoBottleJson(outcome, outcome.status);
    case 'not-a-formula':
      return toNotAFormulaJson(outcome);
    default:
      return unreachable(outcome);
  }
}

function toPulledJson(outcome: PulledBottle, brew: BrewFacts): PulledOutput {
  const { found, status, file, sidecar, attestations, provenance, fromHistory } = outcome;
  return {
    ...toFoundJson(found, status),
    file: file ?? null,
    sidecar: sidecar ?? null,
    install: toInstallJson(installCommandOf(outcome, brew)),
    attestations: attestations ?? null,
    provenance: toProvenanceJson(provenance),
    fromHistory: fromHistory ?? null,
    ...sizesOf(outcome),
  };
}

function sizesOf({ found, documents, sizeBytes }: PulledBottle | PlannedBottle) {
  return {
    sizeBytes: sizeBytes ?? null,
    indexDigest: documents?.index.digest ?? null,
    manifestDigest: documents?.manifest?.digest ?? null,
    blobDigest: digestOf(found.sha256),
  };
}

function toInstallJson(install: BrewCommand | undefined): InstallOutput | null {
  return install === undefined ? null : { ...install, conflicts: install.conflicts ?? null };
}

/** Returns who built a bottle as plain data for JSON; null if that was not asked for. */
export function toProvenanceJson(
  provenance: ProvenanceOutcome | undefined,
): ProvenanceOutput | null {
  if (provenance === undefined) return null;
  return provenance.status === 'verified'
    ? { ...provenance, commit: provenance.commit ?? null }
    : provenance;
}
