/**
 * Who states a fact: the audited subject (`subject`), the formula of the commit, the index as published, what brew adds to the
 * index for the bill of materials (`supplement`), and the bill of materials inside the bottle (`bottle-sbom`).
 */
type FactSource = 'subject' | 'formula' | 'index' | 'supplement' | 'bottle-sbom';

/** What one source says about a bottle and its source code; undefined if it does not say. */
export interface Claim {
  readonly source: FactSource;
  readonly version?: string | undefined;
  /** The sha256 of the bottle. */
  readonly sha256?: string | undefined;
  readonly licence?: string | undefined;
  readonly sourceUrl?: string | undefined;
  readonly sourceSha256?: string | undefined;
}

/** The facts that several sources may state, in the order of output. */
export const FACT_NAMES = ['version', 'sha256', 'licence', 'sourceUrl', 'sourceSha256'] as const;

/** The name of a fact. */
export type FactName = (typeof FACT_NAMES)[number];

/** A value, and all sources that state it. */
interface Said {
  readonly value: string;
  readonly sources: readonly FactSource[];
}

/** All values of each fact; the first one counts, and there is more than one only if sources disagree. */
export type SaidFacts = Readonly<Record<FactName, readonly Said[]>>;

/** Merges claims; those of earlier sources count. */
export function mergeClaims(claims: readonly Claim[]): SaidFacts {
  const gather = (name: FactName): readonly Said[] => {
    const bySaid = new Map<string, FactSource[]>();
    for (const claim of claims) {
      const value = claim[name];
      if (value === undefined) continue;
      const sources = bySaid.get(value);
      if (sources === undefined) bySaid.set(value, [claim.source]);
      else sources.push(claim.source);
    }
    return [...bySaid].map(([value, sources]) => ({ value, sources }));
  };
  return {
    version: gather('version'),
    sha256: gather('sha256'),
    licence: gather('licence'),
    sourceUrl: gather('sourceUrl'),
    sourceSha256: gather('sourceSha256'),
  };
}
