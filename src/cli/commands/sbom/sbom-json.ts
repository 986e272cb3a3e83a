import type { GatheredBom } from '../../../audit/bom/gather-bom.ts';
import type { SbomOutput } from '../../../output/sbom/sbom-output.ts';
import type { SbomForm } from '../../arguments/audit/sbom-files.ts';

/** Returns what was written, and the warnings about it, as plain data for JSON. */
export function toSbomJson(
  { bom, warnings }: GatheredBom,
  { form, path }: { readonly form: SbomForm; readonly path: string },
): SbomOutput {
  return {
    path,
    format: form,
    bottles: bom.components.length,
    warnings: warnings.map(({ code, file, message }) => ({ code, file, message })),
  };
}
