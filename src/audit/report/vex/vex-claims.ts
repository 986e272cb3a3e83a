import { groupBy } from '../../../core/group-by.ts';
import { showHidden } from '../../../core/visible-text.ts';
import { componentId } from '../../component-id.ts';
import { fixOf, summaryOf, WHY_OPEN, WHY_PATCHED } from '../hole-words.ts';
import { baseScoreOf } from '../severity-score.ts';
import type { JudgedBottle, KnownHole, OpenHole, PatchedHole } from '../vulns-report.ts';
import { webAddresses } from '../web-address.ts';

/** A vulnerability of one bottle, and what is claimed of it. */
interface Claim {
  readonly bottle: JudgedBottle;
  readonly hole: KnownHole;
  readonly state: 'in_triage' | 'resolved';
  /** Distinguishes claims about one advisory. */
  readonly key: string;
  /** Of the bottle's version. */
  readonly status: 'affected' | 'unaffected' | 'unknown';
  readonly detail: string;
  readonly fix: string | undefined;
}

/**
 * Lists what is claimed of vulnerabilities: one for each advisory and claim, as the same one may be open in one bottle and patched in
 * another. Ordered by the ids of the advisories.
 */
export function toVulnerabilities(bottles: readonly JudgedBottle[]): readonly object[] {
  const claims = bottles.flatMap((bottle) => [
    ...bottle.open.map((hole) => claimOpen(bottle, hole)),
    ...bottle.patched.map((hole) => claimPatched(bottle, hole)),
  ]);
  const groups = groupBy(claims, ({ key }) => key);
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(toVulnerability);
}

function claimOpen(bottle: JudgedBottle, hole: OpenHole): Claim {
  return {
    bottle,
    hole,
    state: 'in_triage',
    key: `${hole.id}#open-${hole.because}`,
    status: hole.because === 'unchecked' ? 'unknown' : 'affected',
    detail: WHY_OPEN[hole.because],
    fix: fixOf(hole, bottle.target),
  };
}

function claimPatched(bottle: JudgedBottle, hole: PatchedHole): Claim {
  return {
    bottle,
    hole,
    state: 'resolved',
    key: `${hole.id}#patched-${hole.because}`,
    status: 'unaffected',
    detail: WHY_PATCHED[hole.because],
    fix: undefined,
  };
}

function toVulnerability([key, claims]: readonly [string, readonly Claim[]]): readonly object[] {
  const [first] = claims;
  if (first === undefined) return [];
  const { hole, state, detail } = first;
  const links = webAddresses(hole.references);
  const fixes = new Set(claims.flatMap(({ fix }) => fix ?? []));
  const affected = new Map(
    claims.map(({ bottle: { bottle }, status }) => {
      const ref = componentId(bottle);
      return [ref, { ref, versions: [{ version: bottle.pkgVersion, status }] }] as const;
    }),
  );
  const [id = hole.id, ...others] = [...new Set([...hole.upstream, hole.id])];
  const vulnerability = {
    'bom-ref': key,
    id,
    source: sourceOf(id),
    ...(others.length === 0
      ? {}
      : { references: others.map((other) => ({ id: other, source: sourceOf(other) })) }),
    ratings: [toRating(hole)],
    description: summaryOf(hole),
    ...(fixes.size === 0 ? {} : { recommendation: `${[...fixes].join('. ')}.` }),
    ...(links.length === 0 ? {} : { advisories: links.map((url) => ({ url })) }),
    analysis: { state, detail },
    affects: [...affected.values()],
  };
  return [vulnerability];
}

/** Programs that read VEX compare numbers of CVE; these have their own page, as have those of GitHub. */
function sourceOf(id: string): object {
  if (/^CVE-\d{4}-\d{4,}$/.test(id)) {
    return { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${id}` };
  }
  if (/^GHSA(?:-[0-9a-z]{4}){3}$/.test(id)) {
    return { name: 'GitHub Advisories', url: `https://github.com/advisories/${id}` };
  }
  return { name: 'Homebrew Advisory Database' };
}

function toRating(hole: KnownHole): object {
  const { severity = 'unknown', cvss } = hole;
  if (cvss === undefined) return { severity };
  const score = baseScoreOf(hole);
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
