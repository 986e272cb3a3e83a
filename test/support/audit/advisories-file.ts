import { writeFile } from 'node:fs/promises';

/** Vectors of CVSS 3.1, by the severity that they mean. */
const VECTORS = {
  low: 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N',
  medium: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
  high: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H',
  critical: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
} as const;

/** A record of an advisory, in short. */
export interface AdvisoryFacts {
  readonly formula: string;
  /** E.g. `CVE-2020-0001`. */
  readonly cve: string;
  /** By default all versions from the beginning. */
  readonly introduced?: string;
  readonly fixed?: string;
  /** Left out where nobody said it. */
  readonly severity?: keyof typeof VECTORS;
  /** `patch` where Homebrew patched it. */
  readonly fix?: string;
  readonly summary?: string;
}

/** Makes a record as Homebrew's database has it. */
export function advisory(facts: AdvisoryFacts): object {
  const { formula, cve, introduced = '0', fixed, severity, fix } = facts;
  return {
    schema_version: '1.7.3',
    id: `BREW-${formula}-${cve}`,
    upstream: [cve],
    summary: facts.summary ?? `A flaw of ${formula}`,
    affected: [
      {
        package: { ecosystem: 'Homebrew', name: formula, purl: `pkg:brew/${formula}` },
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])],
          },
        ],
        ...(fix === undefined ? {} : { ecosystem_specific: { fix } }),
      },
    ],
    ...(severity === undefined
      ? {}
      : { severity: [{ type: 'CVSS_V3', score: VECTORS[severity] }] }),
  };
}

/** Makes the text that formulae.brew.sh publishes of such records. */
export function advisoriesText(records: readonly AdvisoryFacts[]): string {
  const advisories: Record<string, object[]> = {};
  for (const each of records) (advisories[each.formula] ??= []).push(advisory(each));
  return JSON.stringify({ meta: { count: records.length, schema_version: '1.7.3' }, advisories });
}

/** Writes such a file. */
export async function writeAdvisories(
  path: string,
  records: readonly AdvisoryFacts[],
): Promise<void> {
  await writeFile(path, advisoriesText(records));
}
