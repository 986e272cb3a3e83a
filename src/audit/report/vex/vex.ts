import { notJudged } from '../vulnerability-words.ts';
import type { VulnsReport } from '../vulns-report.ts';
import { toProperties } from './vex-properties.ts';
import { toComponents } from './vex-components.ts';
import { toVulnerabilities } from './vex-claims.ts';

/**
 * Writes what is known about vulnerabilities as a CycloneDX 1.6 VEX document. It claims no more than brewpull knows: an open
 * vulnerability is `in_triage`, because its version is in a range and nobody checked whether it can be exploited; a patched one
 * is `resolved`. Fixed ones are left out. Every bottle is a component, whose properties say if no advisory covers it or it could
 * not be judged. The same report makes the same document: it has no serial number, and no time but that of the advisories.
 */
export function toVex(
  { advisories, bottles, failures, notFound }: VulnsReport,
  tool: { readonly name: string; readonly version: string },
): object {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      properties: toProperties([
        ['advisories', advisories.name],
        ['advisories:sha256', advisories.sha256],
        ['advisories:fetched', advisories.fetched],
        ['advisories:schemaVersion', advisories.schemaVersion],
        ['advisories:count', String(advisories.count)],
        ...notFound.map(
          ({ name, target, error }) =>
            ['not-judged', `${notJudged(`${name} for ${target}`, error)}.`] as const,
        ),
      ]),
    },
    components: toComponents({ bottles, failures }),
    vulnerabilities: toVulnerabilities(bottles),
  };
}
