import { SEVERITIES, type Severity } from '../../../audit/advisories/advisory.ts';
import type { JudgedBottle, OpenVulnerability } from '../../../audit/report/vulns-report.ts';
import type { Arguments } from '../options/arguments.ts';

/** Reads `--fail-on`; undefined where nothing fails. Throws `UsageError` for another word. */
export function readFailOn(args: Arguments): Severity | undefined {
  const text = args.text('fail-on');
  return SEVERITIES.find((severity) => severity === text);
}

/** Lists what is open in a bottle and as bad as that, or worse. One without a severity is as bad as any word may mean, so `low` has it. */
export function badEnough({ open }: JudgedBottle, failOn: Severity): readonly OpenVulnerability[] {
  const least = SEVERITIES.indexOf(failOn);
  return open.filter(({ severity }) =>
    severity === undefined ? failOn === 'low' : SEVERITIES.indexOf(severity) >= least,
  );
}

/** Tells whether a bottle has anything so bad. */
export function isBadEnough(bottle: JudgedBottle, failOn: Severity): boolean {
  return badEnough(bottle, failOn).length > 0;
}
