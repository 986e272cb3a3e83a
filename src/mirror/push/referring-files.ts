import { readBottledSbom } from '../../bottle/recipe/bottled-sbom.ts';
import type { BottleName } from '../../core/bottle-name.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import { readBundleFacts } from '../../provenance/attestation/bundle-facts-schema.ts';
import type { ReferringFile } from '../../registry/artifact/put-file.ts';

const SBOM_TYPE = 'application/spdx+json';

/** Returns the Sigstore bundles of a bottle as they were served, each as its own file; leaves out anything that is not one. */
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
 * Returns the bill of materials that brew puts into a bottle; undefined if it has none that can be read. Reads all of `content`,
 * so that a check at its end takes effect.
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
