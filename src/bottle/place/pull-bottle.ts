import { join } from 'node:path';

import { attestationsFileName, sidecarFileName } from '../../core/bottle-name.ts';
import { digestOf } from '../../core/digest.ts';
import {
  ATTESTATION_BYTES,
  formatAttestations,
  parseAttestations,
} from '../../provenance/attestation/attestation-schema.ts';
import { requirePlaceForFile } from '../../store/place/check-place.ts';
import { isThere } from '../../store/place/final-name.ts';
import { writeOwnFile } from '../../store/place/own-file.ts';
import { placeFile, requireFreeOrSame } from '../../store/place/place-file.ts';
import { bottleIdOf, type FoundBottle } from '../resolve/resolution.ts';
import { recallChecked, type CheckedBottles } from '../obtain/check-bottles.ts';
import { obtainBottle, type BottleTools, type ObtainedBottle } from '../obtain/obtain-bottle.ts';
import type { Destination } from './destination.ts';
import { placeSidecar, requireOwnSidecar, sidecarOf } from './sidecar.ts';
import type { PlannedBottle, PulledBottle } from '../obtain/pulled-bottle.ts';

/** What pulling needs. */
export interface PullTools extends BottleTools {
  readonly destination: Destination;
  readonly dryRun: boolean;
  /** Whether to fetch the ready-to-run files of formulae without a bottle. */
  readonly prebuilt: boolean;
  /** The bottles that were already checked. */
  readonly known?: CheckedBottles | undefined;
  /** ISO 8601 in UTC. */
  now(): string;
}

/**
 * Confirms a found bottle with its registry, downloads and verifies it, and places it with its sidecar at the destination.
 * If it throws, nothing half-made is left under a final name.
 */
export async function pullBottle(
  found: FoundBottle,
  tools: PullTools,
): Promise<PulledBottle | PlannedBottle> {
  if (!tools.dryRun) await requireOwnNames(found, tools.destination);
  const checked = await recallChecked(found, tools, tools.known);
  if (tools.dryRun) {
    const { found: bottle, documents, sizeBytes } = checked;
    const isCached = await tools.downloads.has(digestOf(bottle.sha256));
    return { found: bottle, documents, status: 'planned', sizeBytes, isCached };
  }
  const obtained = await obtainBottle(checked, tools);
  return { ...obtained.pulled, ...(await place(obtained, tools)) };
}

/** Checks that a bottle can be placed before any of it is downloaded. Throws `FileExistsError` or `StoreError`. */
async function requireOwnNames(found: FoundBottle, destination: Destination): Promise<void> {
  if (destination.kind === 'stream') return;
  const isFile = destination.kind === 'file';
  const path = isFile ? destination.path : join(destination.path, found.fileName);
  if (await isThere(path)) await requireFreeOrSame(path, digestOf(found.sha256));
  else await requirePlaceForFile(path);
  if (isFile) return;
  await requireOwnSidecar(join(destination.path, sidecarFileName(bottleIdOf(found))), found);
}

async function place(
  { pulled, path, confirmed, attestations: sets }: ObtainedBottle,
  tools: PullTools,
): Promise<Partial<Pick<PulledBottle, 'file' | 'sidecar' | 'attestations'>>> {
  const { destination } = tools;
  if (destination.kind === 'stream') {
    await destination.send(path);
    return {};
  }
  if (destination.kind === 'file') {
    await placeFile(path, destination.path);
    return { file: destination.path };
  }
  const bottle = bottleIdOf(pulled.found);
  const file = join(destination.path, pulled.found.fileName);
  await placeFile(path, file);
  const text = confirmed === undefined ? undefined : sidecarOf(confirmed);
  const sidecar = text === undefined ? undefined : join(destination.path, sidecarFileName(bottle));
  if (text !== undefined && sidecar !== undefined) await placeSidecar(text, sidecar, pulled.found);
  if (sets === undefined) return { file, sidecar };
  const attestations = join(destination.path, attestationsFileName(bottle));
  const kept = { sha256: bottle.sha256, fetchedAt: tools.now(), attestations: sets };
  await writeOwnFile(attestations, formatAttestations(kept), {
    name: 'a file of attestations',
    maxBytes: ATTESTATION_BYTES,
    parse: (bytes) => parseAttestations(bytes, attestations),
  });
  return { file, sidecar, attestations };
}
