import type { EvidenceFacts } from './evidence-facts.ts';
import type { EvidenceLine } from './evidence-line.ts';
import { apiEvidence, provenanceEvidence } from './signed-evidence.ts';
import { checksumEvidence, commitEvidence, formulaEvidence } from './history-evidence.ts';
import {
  contentsEvidence,
  indexEvidence,
  layerEvidence,
  manifestEvidence,
} from './registry-evidence.ts';

/**
 * Builds the chain of evidence for one bottle: from the commit of homebrew-core to the bytes on disk, then who built them. Pure;
 * always the same nine lines in this order, so that missing evidence shows.
 */
export function buildEvidence(facts: EvidenceFacts): readonly EvidenceLine[] {
  return [
    commitEvidence(facts),
    formulaEvidence(facts),
    checksumEvidence(facts),
    indexEvidence(facts),
    manifestEvidence(facts),
    layerEvidence(facts),
    contentsEvidence(facts),
    provenanceEvidence(facts),
    apiEvidence(facts),
  ];
}
