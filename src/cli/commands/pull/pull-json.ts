import { digestOf } from '../../../core/digest.ts';
import { unreachable } from '../../../core/unreachable.ts';
import type { PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';
import { toErrorJson } from '../../render/error-json.ts';
import type { BrewCommand } from '../../../bundle/plan/brew-command.ts';
import { installCommandOf, type BrewFacts } from './install-command.ts';
import { toFoundJson, toResolutionJson } from '../resolve/resolution-json.ts';

/** Writes the outcome of one pull for programs. */
export function toPullJson(outcome: PullOutcome, brew: BrewFacts): object {
  switch (outcome.status) {
    case 'pulled':
    case 'cached':
    case 'planned': {
      const { found, documents, status, sizeBytes } = outcome;
      return {
        ...toFoundJson(found, status),
        ...(outcome.status === 'planned'
          ? { isCached: outcome.isCached }
          : {
              file: outcome.file ?? null,
              sidecar: outcome.sidecar ?? null,
              install: toInstallJson(installCommandOf(outcome, brew)),
              attestations: outcome.attestations ?? null,
              provenance: outcome.provenance ?? null,
              fromHistory: outcome.fromHistory ?? null,
            }),
        sizeBytes: sizeBytes ?? null,
        indexDigest: documents?.index.digest ?? null,
        manifestDigest: documents?.manifest?.digest ?? null,
        blobDigest: digestOf(found.sha256),
      };
    }
    case 'failed':
      return 'found' in outcome
        ? { ...toFoundJson(outcome.found, 'failed'), error: toErrorJson(outcome.error) }
        : toResolutionJson(outcome);
    case 'prebuilt': {
      const { answer, status, file, fileName, sizeBytes, isCached } = outcome;
      return {
        ...toResolutionJson(answer),
        status,
        fileName,
        file: file ?? null,
        sizeBytes: sizeBytes ?? null,
        isCached,
      };
    }
    case 'no-bottle':
    case 'not-a-formula':
      return toResolutionJson(outcome);
    default:
      return unreachable(outcome);
  }
}

function toInstallJson(install: BrewCommand | undefined): object | null {
  return install === undefined ? null : { ...install, conflicts: install.conflicts ?? null };
}
