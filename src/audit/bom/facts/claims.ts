/**
 * Who says a fact: what is audited (`subject`), the formula of the commit, the index as published, what brew adds to the index for
 * the bill of materials (`supplement`), and the one inside the bottle (`bottle-sbom`).
 */
type FactSource = 'subject' | 'formula' | 'index' | 'supplement' | 'bottle-sbom';

/** What one source says of a bottle and its source code; undefined where it does not say. */
export interface Claim {
  readonly source: FactSource;
  readonly version?: string | undefined;
  /** Of the bottle. */
  readonly sha256?: string | undefined;
  readonly licence?: string | undefined;
  readonly sourceUrl?: string | undefined;
  readonly sourceSha256?: string | undefined;
}

/** The facts that several sources may say, in the order of output. */
export const FACT_NAMES = ['version', 'sha256', 'licence', 'sourceUrl', 'sourceSha256'] as const;

/** A fact that is said. */
export type FactName = (typeof FACT_NAMES)[number];

/** A value, and all who say it. */
interface Said {
  readonly value: string;
  readonly sources: readonly FactSource[];
}

/** All values of one fact; the first is the one that counts, and there is more than one only where sources disagree. */
export type SaidFacts = Readonly<Record<FactName, readonly Said[]>>;

/** Puts claims together; those of earlier sources count. */
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
