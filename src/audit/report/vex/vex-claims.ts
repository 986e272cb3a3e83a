import { groupBy } from '../../../core/group-by.ts';
import { showHidden } from '../../../core/visible-text.ts';
import { componentId } from '../../component-id.ts';
import { fixOf, summaryOf, WHY_OPEN, WHY_PATCHED } from '../vulnerability-words.ts';
import { baseScoreOf } from '../severity-score.ts';
import type {
  JudgedBottle,
  KnownVulnerability,
  OpenVulnerability,
  PatchedVulnerability,
} from '../vulns-report.ts';
import { webAddresses } from '../web-address.ts';

/** A vulnerability of one bottle, and what is claimed about it. */
interface Claim {
  readonly bottle: JudgedBottle;
  readonly vulnerability: KnownVulnerability;
  readonly state: 'in_triage' | 'resolved';
  /** Distinguishes claims about one advisory. */
  readonly key: string;
  /** The status of the bottle's version. */
  readonly status: 'affected' | 'unaffected' | 'unknown';
  readonly detail: string;
  readonly fix: string | undefined;
}

/**
 * Lists what is claimed about vulnerabilities: one entry for each advisory and claim, as the same one may be open in one bottle
 * and patched in another. Ordered by advisory id.
 */
export function toVulnerabilities(bottles: readonly JudgedBottle[]): readonly object[] {
  const claims = bottles.flatMap((bottle) => [
    ...bottle.open.map((vulnerability) => claimOpen(bottle, vulnerability)),
    ...bottle.patched.map((vulnerability) => claimPatched(bottle, vulnerability)),
  ]);
  const groups = groupBy(claims, ({ key }) => key);
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(toVulnerability);
}

function claimOpen(bottle: JudgedBottle, vulnerability: OpenVulnerability): Claim {
  return {
    bottle,
    vulnerability,
    state: 'in_triage',
    key: `${vulnerability.id}#open-${vulnerability.because}`,
    status: vulnerability.because === 'unchecked' ? 'unknown' : 'affected',
    detail: WHY_OPEN[vulnerability.because],
    fix: fixOf(vulnerability, bottle.target),
  };
}

function claimPatched(bottle: JudgedBottle, vulnerability: PatchedVulnerability): Claim {
  return {
    bottle,
    vulnerability,
    state: 'resolved',
    key: `${vulnerability.id}#patched-${vulnerability.because}`,
    status: 'unaffected',
    detail: WHY_PATCHED[vulnerability.because],
    fix: undefined,
  };
}

function toVulnerability([key, claims]: readonly [string, readonly Claim[]]): readonly object[] {
  const [first] = claims;
  if (first === undefined) return [];
  const { vulnerability, state, detail } = first;
  const links = webAddresses(vulnerability.references);
  const fixes = new Set(claims.flatMap(({ fix }) => fix ?? []));
  const affected = new Map(
    claims.map(({ bottle: { bottle }, status }) => {
      const ref = componentId(bottle);
      return [ref, { ref, versions: [{ version: bottle.pkgVersion, status }] }] as const;
    }),
  );
  const [id = vulnerability.id, ...others] = [
    ...new Set([...vulnerability.upstream, vulnerability.id]),
  ];
  const written = {
    'bom-ref': key,
    id,
    source: sourceOf(id),
    ...(others.length === 0
      ? {}
      : { references: others.map((other) => ({ id: other, source: sourceOf(other) })) }),
    ratings: [toRating(vulnerability)],
    description: summaryOf(vulnerability),
    ...(fixes.size === 0 ? {} : { recommendation: `${[...fixes].join('. ')}.` }),
    ...(links.length === 0 ? {} : { advisories: links.map((url) => ({ url })) }),
    analysis: { state, detail },
    affects: [...affected.values()],
  };
  return [written];
}

/** Names the source of an id. Programs that read VEX compare CVE numbers; those have their own page, and so do GitHub's. */
function sourceOf(id: string): object {
  if (/^CVE-\d{4}-\d{4,}$/.test(id)) {
    return { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${id}` };
  }
  if (/^GHSA(?:-[0-9a-z]{4}){3}$/.test(id)) {
    return { name: 'GitHub Advisories', url: `https://github.com/advisories/${id}` };
  }
  return { name: 'Homebrew Advisory Database' };
}

function toRating(vulnerability: KnownVulnerability): object {
  const { severity = 'unknown', cvss } = vulnerability;
  if (cvss === undefined) return { severity };
  const score = baseScoreOf(vulnerability);
  return {
    ...(score === undefined ? {} : { score }),
    severity,
    method: methodOf(cvss),
    vector: showHidden(cvss),
  };
}

function methodOf(cvss: string): 'CVSSv2' | 'CVSSv3' | 'CVSSv31' | 'CVSSv4' | 'other' {
  if (/^\(?AV:[LAN]\/AC:[LMH]\/Au:/.test(cvss)) return 'CVSSv2';
  if (cvss.startsWith('CVSS:3.1/')) return 'CVSSv31';
  if (cvss.startsWith('CVSS:3.0/')) return 'CVSSv3';
  return cvss.startsWith('CVSS:4.0/') ? 'CVSSv4' : 'other';
}
