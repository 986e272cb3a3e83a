/** What a test says about one advisory of a formula. */
export interface AdvisoryFacts {
  readonly id: string;
  readonly upstream?: readonly string[];
  readonly aliases?: readonly string[];
  readonly severity?: string;
  /** The first version that has it; by default, all from the beginning. */
  readonly introduced?: string;
  /** The version that fixed it; without one, every version has it. */
  readonly fixed?: string;
  readonly fix?: string;
  readonly summary?: string;
}

/** Formats a file of advisories as formulae.brew.sh publishes it, by the names of formulae. */
export function advisoryFile(
  byFormula: Readonly<Record<string, readonly AdvisoryFacts[]>>,
): string {
  const count = Object.values(byFormula).flat().length;
  const advisories = Object.fromEntries(
    Object.entries(byFormula).map(([formula, all]) => [
      formula,
      all.map((facts) => toRecord(formula, facts)),
    ]),
  );
  return JSON.stringify({ meta: { count, schema_version: '1.7.3' }, advisories });
}

function toRecord(formula: string, facts: AdvisoryFacts): object {
  const {
    id,
    upstream = [],
    aliases = [],
    severity,
    introduced = '0',
    fixed,
    fix,
    summary,
  } = facts;
  return {
    schema_version: '1.7.3',
    id,
    upstream,
    aliases,
    ...(summary === undefined ? {} : { summary }),
    affected: [
      {
        package: { ecosystem: 'Homebrew', name: formula },
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])],
          },
        ],
        ecosystem_specific: { severity: severity ?? null, fix: fix ?? null },
      },
    ],
  };
}

/** Makes the advisory of a vulnerability from its number elsewhere, e.g. `CVE-2020-0001`. */
export function ofCve(
  cve: string,
  facts: Omit<AdvisoryFacts, 'id' | 'upstream'> = {},
): AdvisoryFacts {
  return { id: `BREW-${cve}`, upstream: [cve], summary: `What ${cve} is about`, ...facts };
}
