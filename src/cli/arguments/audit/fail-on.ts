import { SEVERITIES, type Severity } from '../../../audit/advisories/advisory.ts';
import type { JudgedBottle, OpenVulnerability } from '../../../audit/report/vulns-report.ts';
import type { Arguments } from '../options/arguments.ts';

/** Reads `--fail-on`; undefined if nothing is to fail. Throws `UsageError` for another word. */
export function readFailOn(args: Arguments): Severity | undefined {
  const text = args.text('fail-on');
  return SEVERITIES.find((severity) => severity === text);
}

/**
 * Lists the open vulnerabilities of a bottle that are at least this severe. One without a severity might have any, so only `low`
 * includes it.
 */
export function badEnough({ open }: JudgedBottle, failOn: Severity): readonly OpenVulnerability[] {
  const least = SEVERITIES.indexOf(failOn);
  return open.filter(({ severity }) =>
    severity === undefined ? failOn === 'low' : SEVERITIES.indexOf(severity) >= least,
  );
}

/** Returns whether a bottle has any vulnerability that is at least this severe. */
export function isBadEnough(bottle: JudgedBottle, failOn: Severity): boolean {
  return badEnough(bottle, failOn).length > 0;
}
