import { showHidden } from '../../core/visible-text.ts';
import type { KnownHole, OpenHole, PatchedHole, PouringVersion } from './vulns-report.ts';

/** A little less than GitHub takes of a summary, in UTF-16 code units. */
const SUMMARY_UNITS = 1000;

/** What a vulnerability is called: its numbers elsewhere, e.g. `CVE-2023-4738`; its own where it has none. One line. */
export function nameOf({ id, upstream }: Pick<KnownHole, 'id' | 'upstream'>): string {
  return showHidden(upstream.length === 0 ? id : upstream.join(', '));
}

/** What a vulnerability is about, on one line of at most 1000 UTF-16 code units; its name where the record does not say. */
export function summaryOf(hole: KnownHole): string {
  const { summary } = hole;
  if (summary === undefined || summary.trim() === '') return nameOf(hole);
  const shown = showHidden(summary.trim());
  if (shown.length <= SUMMARY_UNITS) return shown;
  return `${shown.slice(0, SUMMARY_UNITS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Why a vulnerability counts as open, as a clause. */
export const WHY_OPEN: Readonly<Record<OpenHole['because'], string>> = {
  range: 'the version is in the range of the advisory',
  unchecked: 'the advisory has no range that can be compared with the version',
  revision:
    "the advisory's range and Homebrew's order of revisions disagree, and the worse answer counts",
};

/** Why a vulnerability counts as closed, as a clause. */
export const WHY_PATCHED: Readonly<Record<PatchedHole['because'], string>> = {
  formula: 'a patch of the formula says that it resolves it',
  range: 'the advisory says that Homebrew patched this version',
};

/** Says which version fixed a vulnerability, and whether one without it pours on the target. One sentence without a full stop. */
export function fixOf({ fixedIn, fixedBottle }: OpenHole, target: string): string {
  const fixed =
    fixedIn === undefined ? 'No fixed version is known' : `Fixed in ${showHidden(fixedIn)}`;
  switch (fixedBottle.status) {
    case 'pours':
      return `${fixed}; ${formatPouring(fixedBottle.version)} has a bottle for ${target}`;
    case 'no-bottle':
      return `${fixed}; no fixed version has a bottle for ${target}`;
    case 'no-fix':
      return fixed;
    case 'unknown':
      return `${fixed}; whether a fixed version has a bottle for ${target} was not looked up`;
  }
}

/** Writes a build as its reference in a registry is written. */
function formatPouring({ pkgVersion, rebuild }: PouringVersion): string {
  return rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
}

/** What is said of a bottle whose formula was not at hand, as a clause. */
export const PATCHES_NOT_KNOWN =
  'The patches of its formula were not at hand, so what they resolve counts as open';

/** What is said of a bottle whose formula the advisories do not have. */
export function notCovered(name: string): string {
  return `The advisories have nothing about ${name}: that says nothing about its vulnerabilities`;
}
