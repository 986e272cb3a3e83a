import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull sbom`. */
export const SBOM: Command = {
  name: 'sbom',
  group: 'check',
  brief: 'list what is inside',
  summary: 'write a bill of materials for a bundle, a lock or a mirror, without a network',
  positionals: '<path>',
  details: [
    'For each bottle it lists the licence, the source with its patches, and what the bottle needs.',
    'Each fact says where it comes from: the formula, the index, or the list that brew put into the bottle. Where they disagree, all are written and a warning is printed.',
  ],
  options: ['output', 'sbom-format', 'tap-dir', 'cache-dir', ...OPTION_GROUPS.common],
  examples: [
    ['$0 sbom bundle.tar -o bundle.spdx.json', 'as SPDX 2.3'],
    ['$0 sbom mirror -o mirror.cdx.json', 'as CycloneDX 1.6'],
  ],
  load: async () => (await import('./sbom-run.ts')).runSbom,
};
