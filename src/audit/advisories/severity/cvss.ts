import type { Severity } from '../advisory.ts';

const EFFORT = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
} as const satisfies Weights;

/** Needing privileges weighs less if the scope changes. */
const PRIVILEGES = {
  U: { PR: { N: 0.85, L: 0.62, H: 0.27 } },
  C: { PR: { N: 0.85, L: 0.68, H: 0.5 } },
} as const satisfies Record<string, Weights>;

const LOSS = { N: 0, L: 0.22, H: 0.56 } as const;

type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Returns the base score of a CVSS vector 3.0 or 3.1, from 0 to 10 with one decimal. Undefined for other versions, and for a
 * vector in which a base metric is missing or unknown; temporal and environmental metrics are not read. Same as
 * Library/Homebrew/vulns/cvss.rb at aad366ffaf; https://www.first.org/cvss/v3-1/specification-document.
 */
export function cvssBaseScore(vector: string): number | undefined {
  const [version, ...parts] = vector.split('/');
  if (version !== 'CVSS:3.0' && version !== 'CVSS:3.1') return undefined;
  const metrics = new Map(parts.map((part) => splitOnce(part)));
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const effort = product(metrics, { ...EFFORT, ...PRIVILEGES[scope] });
  const kept = product(metrics, { C: KEPT, I: KEPT, A: KEPT });
  if (effort === undefined || kept === undefined) return undefined;
  return scoreOf({ effort, loss: 1 - kept, isScopeChanged: scope === 'C' });
}

/** Returns the word for a CVSS vector; undefined if {@link cvssBaseScore} returns none, and for a score of 0. */
export function cvssSeverity(vector: string): Severity | undefined {
  const score = cvssBaseScore(vector);
  if (score === undefined || score <= 0) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

const KEPT = { N: 1 - LOSS.N, L: 1 - LOSS.L, H: 1 - LOSS.H } as const;

interface Parts {
  readonly effort: number;
  readonly loss: number;
  readonly isScopeChanged: boolean;
}

function scoreOf({ effort, loss, isScopeChanged }: Parts): number {
  const impact = isScopeChanged ? 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02) ** 15 : 6.42 * loss;
  if (impact <= 0) return 0;
  const score = impact + 8.22 * effort;
  return roundUp(Math.min(isScopeChanged ? score * 1.08 : score, 10));
}

/** Multiplies the weights of these metrics; undefined if one is missing or its value has no weight. */
function product(metrics: ReadonlyMap<string, string>, weights: Weights): number | undefined {
  let all = 1;
  for (const [metric, values] of Object.entries(weights)) {
    const value = metrics.get(metric);
    if (value === undefined || !Object.hasOwn(values, value)) return undefined;
    all *= values[value] ?? Number.NaN;
  }
  return all;
}

/** Rounds up to one decimal as appendix A of the specification does, so that binary rounding errors cannot lift the score. */
function roundUp(score: number): number {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf(':');
  return at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}
