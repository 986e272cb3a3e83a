import type { GatheredBom } from '../../../audit/bom/gather-bom.ts';
import type { DescribeBundle } from '../../../bundle/file/gathered-bundle.ts';
import { formatBom } from './sbom-files.ts';

/**
 * Returns a function that makes both bills of materials of a bundle; `onGathered` receives what was gathered, with its warnings.
 */
export function sbomDescriber(
  signal: AbortSignal,
  onGathered: (gathered: GatheredBom) => void = () => {},
): DescribeBundle {
  return async (bundle) => {
    const { bundleTargets } = await import('../../../audit/subject/bottles-of-bundle.ts');
    const { gatherBom } = await import('../../../audit/bom/gather-bom.ts');
    const gathered = await gatherBom(
      { kind: 'bundle', targets: await bundleTargets(bundle) },
      signal,
    );
    onGathered(gathered);
    return [
      { name: 'sbom.cdx.json', bytes: Buffer.from(await formatBom(gathered, 'cyclonedx')) },
      { name: 'sbom.spdx.json', bytes: Buffer.from(await formatBom(gathered, 'spdx')) },
    ];
  };
}
