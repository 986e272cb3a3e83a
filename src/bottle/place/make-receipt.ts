import { digestOf } from '../../core/digest.ts';
import type { BottleReceipt, Receipt, ReceiptNetwork } from '../../receipt/receipt.ts';
import { TOOL } from '../../core/tool.ts';
import { bottleIdOf } from '../resolve/resolution.ts';
import type { PulledBottle, PullOutcome } from '../obtain/pulled-bottle.ts';

/** Records what a pull fetched and from where, without what failed. `created` is ISO 8601 in UTC. */
export function makeReceipt(
  outcomes: readonly PullOutcome[],
  network: ReceiptNetwork,
  created: string,
): Receipt {
  const artifacts = outcomes.flatMap((outcome) =>
    outcome.status === 'pulled' || outcome.status === 'cached' ? [toArtifact(outcome)] : [],
  );
  return { schemaVersion: 1, tool: { ...TOOL }, created, network, artifacts };
}

function toArtifact({
  found,
  documents,
  sizeBytes,
  connection,
  fromHistory,
}: PulledBottle): BottleReceipt {
  const { origin, introducedBy } = found;
  const isRegistry = origin.kind === 'registry';
  return {
    kind: 'bottle',
    ...bottleIdOf(found),
    asked: found.wanted === undefined ? undefined : found.requested,
    fileName: found.fileName,
    sizeBytes,
    commit: introducedBy?.commit.oid,
    path: introducedBy?.path,
    formulaBlob: introducedBy?.oid,
    registry: isRegistry ? origin.root.registry.origin : origin.url.origin,
    repository: isRegistry ? origin.repository : origin.url.pathname,
    reference: isRegistry ? origin.reference : undefined,
    index: documents?.index,
    manifest: documents?.manifest,
    blob: { digest: digestOf(found.sha256), sizeBytes },
    connection,
    fromHistory,
  };
}
