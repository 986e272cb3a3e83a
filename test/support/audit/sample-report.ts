import { hexOfBytes } from '../../../src/core/digest.ts';
import type {
  JudgedBottle,
  OpenVulnerability,
  PatchedVulnerability,
  VulnsReport,
} from '../../../src/audit/report/vulns-report.ts';

/** Makes an open vulnerability of vim as its record has it, with what a test changes. */
export function openVulnerability(changes: Partial<OpenVulnerability> = {}): OpenVulnerability {
  return {
    id: 'BREW-vim-CVE-2023-4738',
    upstream: ['CVE-2023-4738'],
    summary: 'Heap-based Buffer Overflow in vim',
    severity: 'high',
    cvss: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H',
    references: ['https://huntr.dev/bounties/9fc7dced'],
    fixedIn: '9.0.1848',
    because: 'range',
    fixedBottle: {
      status: 'pours',
      version: { pkgVersion: '9.0.1900', rebuild: 1, bottleTag: 'big_sur' },
    },
    ...changes,
  };
}

/** Makes a vulnerability that a patch in unzip's formula closed. */
export function patchedVulnerability(
  changes: Partial<PatchedVulnerability> = {},
): PatchedVulnerability {
  return {
    id: 'BREW-unzip-CVE-2018-1000035',
    upstream: ['CVE-2018-1000035'],
    summary: undefined,
    severity: 'high',
    cvss: undefined,
    references: [],
    fixedIn: undefined,
    because: 'formula',
    ...changes,
  };
}

/** Makes a bottle without known vulnerabilities, with what a test changes. */
export function judgedBottle(formula: string, changes: Partial<JudgedBottle> = {}): JudgedBottle {
  const bottle = {
    formula,
    tap: 'homebrew/core',
    pkgVersion: '1.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    sha256: hexOfBytes(formula),
  };
  return {
    bottle,
    formulaNow: formula,
    fileName: `${formula}--${bottle.pkgVersion}.big_sur.bottle.tar.gz`,
    target: 'big_sur',
    isRequested: true,
    coverage: 'covered',
    open: [],
    patched: [],
    fixedCount: 0,
    arePatchesKnown: true,
    withoutVulnerabilities: undefined,
    ...changes,
  };
}

/** Makes a report about some bottles from one file of advisories. */
export function reportOf(
  bottles: readonly JudgedBottle[],
  failures: VulnsReport['failures'] = [],
): VulnsReport {
  return {
    advisories: {
      name: 'https://formulae.brew.sh/api/advisories.json',
      sha256: hexOfBytes('advisories'),
      fetched: '2026-08-22T10:00:00Z',
      schemaVersion: '1.7.3',
      count: 43,
    },
    bottles,
    failures,
    notFound: [],
  };
}
