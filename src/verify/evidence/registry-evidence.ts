import { digestOf } from '../../core/digest.ts';
import { formatRefName } from '../../registry/reference.ts';
import type { EvidenceLine } from './evidence-line.ts';
import type { EvidenceFacts, IndexFacts } from './evidence-facts.ts';

/** Checks that the kept index is the one that was served, and that it names the file. */
export function indexEvidence({ bottle, file, index }: EvidenceFacts): EvidenceLine {
  const refName = formatRefName(bottle, bottle.bottleTag);
  const line = {
    step: 'index',
    claim: `the registry's index names sha256 ${file.sha256} for ${refName}`,
  } as const;
  if (index === undefined) return { ...line, status: 'absent', detail: 'no index is at hand' };
  if (index.recorded !== undefined && index.recorded !== index.digest) {
    const detail = `${index.recorded} was served, ${index.digest} is at hand`;
    return { ...line, status: 'contradicted', detail };
  }
  const named = index.manifests.find((manifest) => manifest.refName === refName);
  if (named === undefined) {
    const detail = `index ${index.digest} has no ${refName}`;
    return { ...line, status: 'contradicted', detail };
  }
  if (named.bottleSha256 === undefined) {
    const detail = `index ${index.digest} names ${refName} without a sha256`;
    return { ...line, status: 'absent', detail };
  }
  return named.bottleSha256 === file.sha256
    ? { ...line, status: 'proven', detail: `it is in index ${index.digest}` }
    : {
        ...line,
        status: 'contradicted',
        detail: `index ${index.digest} names ${named.bottleSha256}`,
      };
}

/** Checks that the manifest is the one that the index names. */
export function manifestEvidence({ file, index, manifest }: EvidenceFacts): EvidenceLine {
  const line = { step: 'manifest', claim: 'the index names the manifest' } as const;
  if (index === undefined || manifest === undefined) {
    const missing = index === undefined ? 'index' : 'manifest';
    return { ...line, status: 'absent', detail: `no ${missing} is at hand` };
  }
  const named = manifestsOf(index, file.sha256);
  return named.includes(manifest.digest)
    ? { ...line, status: 'proven', detail: `manifest ${manifest.digest}` }
    : {
        ...line,
        status: 'contradicted',
        detail: `the index names ${named.join(', ') || 'none for this file'}, at hand is ${manifest.digest}`,
      };
}

/** Lists the manifests that may be meant. Annotations are only hints: if the index has none at all, any manifest may be. */
function manifestsOf({ manifests }: IndexFacts, sha256: string): readonly string[] {
  const annotated = manifests.filter(({ bottleSha256 }) => bottleSha256 === sha256);
  const isBare = manifests.every(({ bottleSha256 }) => bottleSha256 === undefined);
  return (isBare ? manifests : annotated).map(({ digest }) => digest);
}

/** Checks that the manifest's layer is the file, to the byte. */
export function layerEvidence({ file, manifest }: EvidenceFacts): EvidenceLine {
  const digest = digestOf(file.sha256);
  const claim = `the manifest's layer is ${digest} with ${file.sizeBytes} bytes`;
  const line = { step: 'layer', claim } as const;
  if (manifest === undefined) {
    return { ...line, status: 'absent', detail: 'no manifest is at hand' };
  }
  const isLayer = manifest.layers.some(
    (layer) => layer.digest === digest && layer.sizeBytes === file.sizeBytes,
  );
  if (isLayer) return { ...line, status: 'proven', detail: `it is in ${manifest.digest}` };
  const layers = manifest.layers.map((layer) => `${layer.digest} with ${layer.sizeBytes} bytes`);
  const detail = `${manifest.digest} has ${layers.join(', ') || 'no layer'}`;
  return { ...line, status: 'contradicted', detail };
}

/** Checks that the tar inside is the one that the config names, so that nothing was packed again. */
export function contentsEvidence({ file, manifest, config }: EvidenceFacts): EvidenceLine {
  const line = { step: 'contents', claim: 'the tar inside is the one that was published' } as const;
  if (file.diffId === undefined || manifest === undefined || config === undefined) {
    const missing =
      config === undefined ? 'config' : manifest === undefined ? 'manifest' : 'digest of the tar';
    return { ...line, status: 'absent', detail: `no ${missing} is at hand` };
  }
  if (config.digest !== manifest.config) {
    const detail = `the manifest names config ${manifest.config}, at hand is ${config.digest}`;
    return { ...line, status: 'contradicted', detail };
  }
  return config.diffIds.includes(file.diffId)
    ? { ...line, status: 'proven', detail: `diff ID ${file.diffId}` }
    : {
        ...line,
        status: 'contradicted',
        detail: `config names ${config.diffIds.join(', ') || 'none'}, the tar has ${file.diffId}`,
      };
}
