import type { ContentsItem } from '../../../bundle/file/contents-schema.ts';
import type { BundleReader } from '../../../bundle/file/open-bundle.ts';
import { bottleIdIn } from '../../../core/bottle-id.ts';
import { parseAttestations } from '../../../provenance/attestation/attestation-schema.ts';
import { onlyOnce, type PushSource, type SourceBottle } from './push-source.ts';

/** Returns the bottles of a bundle whose files were checked. The caller closes the reader. */
export function bundleSource(reader: BundleReader): PushSource {
  const items = reader.contents.targets.flatMap((target) => target.items);
  return {
    kind: 'bundle',
    bottles: onlyOnce(items.map((item) => bottleOf(item, reader))),
    repairHint: `Copy it again, or make it again with brewpull bundle; brewpull verify ${reader.path} lists everything.`,
  };
}

function bottleOf(item: ContentsItem, reader: BundleReader): SourceBottle {
  const { registry, files, sizeBytes } = item;
  return {
    ...bottleIdIn(item),
    sizeBytes,
    place:
      registry === null || files.index === null
        ? undefined
        : { repository: registry.repository, reference: registry.reference },
    readDocuments: async () => {
      if (registry === null || files.index === null) {
        throw new Error(`Internal error: ${item.formula} is in no registry`);
      }
      return {
        index: await reader.read(files.index),
        manifestDigest: registry.manifestDigest,
        manifest: files.manifest === null ? undefined : await reader.read(files.manifest),
      };
    },
    open: (range) => reader.open(files.bottle, range),
    // Bundles do not contain configs.
    readConfig: async () => undefined,
    readAttestations: async () => {
      if (files.attestations === null) return [];
      const bytes = await reader.read(files.attestations);
      return parseAttestations(bytes, files.attestations).attestations;
    },
    isAtHand: async () => true,
  };
}
