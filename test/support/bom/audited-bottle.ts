import { bottleFileName } from '../../../src/core/bottle-name.ts';
import { parseHex } from '../../../src/core/digest.ts';
import type { AuditedBottle } from '../../../src/audit/subject/subject.ts';
import { buildBottle } from '../registry/build-bottle.ts';

/** What is known about a bottle besides its name. */
export interface BottleSources {
  readonly formulaText?: string;
  readonly sbom?: object | string;
  /** Annotations of the bottle's entry in its index; without them there is no index. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of the whole index. */
  readonly indexAnnotations?: Readonly<Record<string, string>>;
  readonly tap?: string;
  readonly bottleTag?: string;
  readonly dependencies?: readonly string[];
  readonly isRequested?: boolean;
  readonly isAway?: boolean;
}

/** Makes a bottle to audit, with an archive of its own. */
export function auditedBottle(
  name: string,
  pkgVersion: string,
  sources: BottleSources = {},
): AuditedBottle {
  const { tap = 'homebrew/core', bottleTag = 'big_sur', sbom, formulaText } = sources;
  const text = typeof sbom === 'object' ? JSON.stringify(sbom) : sbom;
  const files = text === undefined ? {} : { 'sbom.spdx.json': text };
  const { bytes, sha256, sizeBytes } = buildBottle({ formula: name, pkgVersion, files });
  const id = { formula: name, tap, pkgVersion, rebuild: 0, bottleTag, sha256 };
  return {
    ...id,
    formulaNow: name,
    fileName: bottleFileName(id),
    sizeBytes,
    isRequested: sources.isRequested ?? true,
    dependencies: sources.dependencies ?? [],
    commit: 'c0ffee'.padEnd(40, '0'),
    place: undefined,
    readFormula: async () => (formulaText === undefined ? undefined : Buffer.from(formulaText)),
    readIndex: async () => indexOf(id, sources),
    open: sources.isAway === true ? undefined : () => once(bytes),
  };
}

function indexOf(
  { pkgVersion, bottleTag, sha256 }: Pick<AuditedBottle, 'pkgVersion' | 'bottleTag' | 'sha256'>,
  { annotations, indexAnnotations = {} }: BottleSources,
): Uint8Array | undefined {
  if (annotations === undefined) return undefined;
  const entry = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${parseHex('ab'.repeat(32))}`,
    size: 100,
    annotations: {
      'org.opencontainers.image.ref.name': `${pkgVersion}.${bottleTag}`,
      'sh.brew.bottle.digest': sha256,
      ...annotations,
    },
  };
  const index = { schemaVersion: 2, manifests: [entry], annotations: indexAnnotations };
  return Buffer.from(JSON.stringify(index));
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
