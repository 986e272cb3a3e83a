import { readBottledSbom } from '../../bottle/recipe/bottled-sbom.ts';
import type { BottleName } from '../../core/bottle-name.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import { readBundleFacts } from '../../provenance/attestation/bundle-facts-schema.ts';
import type { ReferringFile } from '../../registry/artifact/put-file.ts';

const SBOM_TYPE = 'application/spdx+json';

/** Gives the Sigstore bundles of a bottle, each as a file of its own, as they were served. What is none is left out. */
export function bundleFiles(attestations: readonly AttestationSet[]): readonly ReferringFile[] {
  return attestations.flatMap(({ bundles }) =>
    bundles.flatMap((bundle) => {
      const facts = readBundleFacts(bundle);
      if (facts === undefined) return [];
      const { mediaType, predicateType } = facts;
      return [
        {
          artifactType: mediaType,
          bytes: Buffer.from(JSON.stringify(bundle)),
          // As Sigstore's own tools write them.
          annotations:
            predicateType === undefined
              ? {}
              : {
                  'dev.sigstore.bundle.content': 'dsse-envelope',
                  'dev.sigstore.bundle.predicateType': predicateType,
                },
        },
      ];
    }),
  );
}

/**
 * Gives the bill of materials that brew puts into a bottle; undefined where it has none that can be read. Reads all of `content`, so
 * that a check at its end counts.
 */
export async function readSbom(
  content: AsyncIterable<Uint8Array>,
  bottle: BottleName,
): Promise<ReferringFile | undefined> {
  const found = await readBottledSbom(content, bottle);
  if (found === undefined || found === 'too-large') return undefined;
  const title = { 'org.opencontainers.image.title': 'sbom.spdx.json' };
  return { artifactType: SBOM_TYPE, bytes: found, annotations: title };
}
