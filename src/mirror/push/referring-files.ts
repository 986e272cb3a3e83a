import { gunzip } from '../../archive/gzip.ts';
import { readTar } from '../../archive/read-tar.ts';
import { bottleFileName, type BottleName } from '../../core/bottle-name.ts';
import { InvalidFileError } from '../../core/errors.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import { readBundleFacts } from '../../provenance/attestation/bundle-facts-schema.ts';
import type { ReferringFile } from '../../registry/artifact/put-file.ts';

const SBOM_TYPE = 'application/spdx+json';
/** The largest that was seen has 2 MB. */
const SBOM_BYTES = 16 * 1024 * 1024;

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
 * Reads the bill of materials that brew puts into a bottle; undefined where it has none, or is no archive. Reads all of
 * `content`, so that a check at its end counts.
 */
export async function readSbom(
  content: AsyncIterable<Uint8Array>,
  bottle: BottleName,
): Promise<ReferringFile | undefined> {
  const wanted = `${bottle.formula}/${bottle.pkgVersion}/sbom.spdx.json`;
  let found: Uint8Array | undefined;
  try {
    const what = bottleFileName(bottle);
    for await (const member of readTar(gunzip(content, what), { what, links: 'list' })) {
      const { name, type, sizeBytes } = member;
      if (name !== wanted || type !== 'file' || sizeBytes > SBOM_BYTES) continue;
      const chunks: Uint8Array[] = [];
      for await (const chunk of member.content) chunks.push(chunk);
      found = Buffer.concat(chunks);
    }
  } catch (error) {
    // What is strange about a bottle is for brew to judge.
    if (!(error instanceof InvalidFileError)) throw error;
    return undefined;
  }
  if (found === undefined) return undefined;
  const title = { 'org.opencontainers.image.title': 'sbom.spdx.json' };
  return { artifactType: SBOM_TYPE, bytes: found, annotations: title };
}
