import type { Severity } from '../../../audit/advisories/advisory.ts';
import { judgeSubject } from '../../../audit/judge/judge-subject.ts';
import { nameOf } from '../../../audit/report/hole-words.ts';
import type { JudgedBottle, VulnsReport } from '../../../audit/report/vulns-report.ts';
import { openSubject } from '../../../audit/subject/open-subject.ts';
import { planTargets } from '../../../audit/subject/plan-bottles.ts';
import type { AuditSubject } from '../../../audit/subject/subject.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { VulnerableError } from '../../../core/errors.ts';
import { keyOf } from '../../../core/formula-key.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { openAdvisoriesFor } from '../../arguments/audit/advisories.ts';
import { badEnough, readFailOn } from '../../arguments/audit/fail-on.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { formatCount } from '../../render/count.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';
import { summarize } from './vulns-text.ts';

/** Of more, the rest is in what `brewpull vulns` prints. */
const MAX_SAID = 5;

/**
 * With `--fail-on`, judges what is planned before anything is fetched. Throws {@link VulnerableError} where something is as bad, the
 * error of a bottle that cannot be judged, and what opening the advisories throws.
 */
export async function refuseVulnerable(
  args: Arguments,
  session: Session,
  { brewpull, plans }: { readonly brewpull: Brewpull; readonly plans: readonly ClosurePlan[] },
): Promise<void> {
  const failOn = readFailOn(args);
  if (failOn === undefined) return;
  const judge = await openJudge(args, session, brewpull);
  const report = await judge({ targets: await planTargets(brewpull, plans) });
  const [failure] = report.failures;
  if (failure !== undefined) throw failure.error;
  const bad = findBad(report.bottles, failOn);
  if (bad.length > 0)
    throw vulnerable(bad, failOn, 'See all of them with brewpull vulns, or leave out --fail-on.');
  session.note(`vulnerabilities: ${summarize(report.bottles)}`);
}

/**
 * With `--fail-on`, judges the mirror that was made: it is complete, and the exit code says that it should not be taken further. Tells
 * whether something is as bad, or could not be judged.
 */
export async function sayVulnerable(
  args: Arguments,
  session: Session,
  { brewpull, directory }: { readonly brewpull: Brewpull; readonly directory: string },
): Promise<boolean> {
  const failOn = readFailOn(args);
  if (failOn === undefined) return false;
  const judge = await openJudge(args, session, brewpull);
  const subject = await openSubject(brewpull, directory);
  const { bottles, failures } = await judge(subject);
  await subject.close();
  const bad = findBad(bottles, failOn);
  const errors = failures.map(({ error }) => error);
  if (bad.length > 0) {
    errors.push(vulnerable(bad, failOn, `See all of them: brewpull vulns ${directory}`));
  }
  for (const error of errors) {
    const { debug } = session.verbosity;
    session.progress.sayLines(renderError(error, session.errorStyle, { debug }));
  }
  session.note(`vulnerabilities: ${summarize(bottles)}`);
  return errors.length > 0;
}

async function openJudge(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
): Promise<
  (subject: Pick<AuditSubject, 'targets'>) => Promise<Pick<VulnsReport, 'bottles' | 'failures'>>
> {
  const { corpus } = await openAdvisoriesFor(args, session, brewpull);
  const { signal } = session;
  // Which other version would be better is what brewpull vulns says.
  return (subject) => judgeSubject(subject, { corpus, readHistory: async () => undefined, signal });
}

/** A bottle, and what is too bad in it. */
interface BadBottle {
  readonly title: string;
  readonly names: readonly string[];
}

function findBad(bottles: readonly JudgedBottle[], failOn: Severity): readonly BadBottle[] {
  return bottles.flatMap((judged) => {
    const names = badEnough(judged, failOn).map(nameOf);
    return names.length === 0
      ? []
      : [{ title: `${keyOf(judged.bottle)} ${judged.bottle.pkgVersion}`, names }];
  });
}

function vulnerable(bad: readonly BadBottle[], failOn: Severity, hint: string): VulnerableError {
  const said = bad.slice(0, MAX_SAID).map(({ title, names }) => {
    const rest = names.length - MAX_SAID;
    return `${title} (${names.slice(0, MAX_SAID).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
  });
  const rest = bad.length - MAX_SAID;
  const more = rest > 0 ? ` and ${formatCount(rest, 'other', 'others')}` : '';
  return new VulnerableError(
    `known vulnerabilities of severity ${failOn}${failOn === 'critical' ? '' : ' or worse'} are open in ${said.join(', ')}${more}`,
    { hint },
  );
}
