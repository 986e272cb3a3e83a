import type { Severity } from '../../../audit/advisories/advisory.ts';
import { judgeSubject } from '../../../audit/judge/judge-subject.ts';
import { nameOf } from '../../../audit/report/vulnerability-words.ts';
import type { JudgedBottle } from '../../../audit/report/vulns-report.ts';
import { openSubject } from '../../../audit/subject/open-subject.ts';
import { planTargets } from '../../../audit/subject/bottles-of-plan.ts';
import type { AuditSubject } from '../../../audit/subject/subject.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { VulnerableError } from '../../../core/errors.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { quoteForShell } from '../../../core/quote-for-shell.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { openAdvisoriesFor } from '../../arguments/audit/advisories.ts';
import { badEnough, readFailOn } from '../../arguments/audit/fail-on.ts';
import { refuseUnheard } from '../../arguments/audit/refuse-unheard.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { formatCount } from '../../render/count.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';
import { summarize } from './vulns-text.ts';

/** The most that a message names; `brewpull vulns` prints the rest. */
const MAX_SAID = 5;

/** Holds back bottles with vulnerabilities that `--fail-on` does not allow. */
export interface VulnsGate {
  /**
   * Judges planned bottles before anything is fetched. Throws {@link VulnerableError} if one is not allowed, and the error of a
   * bottle that cannot be judged.
   */
  refusePlans(plans: readonly ClosurePlan[]): Promise<void>;
  /**
   * Judges a finished mirror: it is complete, and only the exit code says that it should go no further. Returns whether any
   * bottle is not allowed, or could not be judged.
   */
  sayMirror(directory: string): Promise<boolean>;
}

/** Opens the advisories for `--fail-on`; undefined without it. Throws whatever opening them throws. */
export async function openGate(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
): Promise<VulnsGate | undefined> {
  const failOn = readFailOn(args);
  if (failOn === undefined) {
    const hint = 'Add --fail-on with a severity.';
    refuseUnheard(args, { names: ['advisories'], where: 'without --fail-on', hint });
    return undefined;
  }
  const { corpus } = await openAdvisoriesFor(args, session, brewpull);
  // brewpull vulns is the command that says which version would be better.
  const tools = { corpus, readHistory: async () => undefined, signal: session.signal };
  const judge = (subject: Pick<AuditSubject, 'targets'>) => judgeSubject(subject, tools);
  return {
    refusePlans: async (plans) => {
      const { bottles, failures } = await judge({ targets: await planTargets(brewpull, plans) });
      const [failure] = failures;
      if (failure !== undefined) throw failure.error;
      const bad = findBad(bottles, failOn);
      if (bad.length > 0) throw vulnerable(bad, failOn, SEE_ALL);
      session.note(`vulnerabilities: ${summarize({ bottles, failures })}`);
    },
    sayMirror: async (directory) => {
      const subject = await openSubject(brewpull, directory);
      const { bottles, failures } = await judge(subject);
      await subject.close();
      const errors = failures.map(({ error }) => error);
      const bad = findBad(bottles, failOn);
      const hint = `See all of them: brewpull vulns ${quoteForShell(directory)}`;
      if (bad.length > 0) errors.push(vulnerable(bad, failOn, hint));
      const { debug } = session.verbosity;
      for (const error of errors) {
        session.progress.sayLines(renderError(error, session.errorStyle, { debug }));
      }
      session.note(`vulnerabilities: ${summarize({ bottles, failures })}`);
      return errors.length > 0;
    },
  };
}

const SEE_ALL = 'See all of them with brewpull vulns, or leave out --fail-on.';

/** A bottle, and the vulnerabilities in it that are not allowed. */
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
