import { judgeSubject } from '../../../audit/judge/judge-subject.ts';
import { withoutRepeats } from '../../../audit/judge/without-repeats.ts';
import type { VulnsReport } from '../../../audit/report/vulns-report.ts';
import { isBadEnough, readFailOn } from '../../arguments/audit/fail-on.ts';
import { historyReader } from '../../arguments/audit/history-reader.ts';
import { advisoriesServers, openAdvisoriesFor } from '../../arguments/audit/advisories.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import type { RunCommand } from '../../command.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../exit-code.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';
import { openSubjects } from './open-subjects.ts';
import { readReportFiles } from './report-files.ts';
import { toSourceJson, toVulnsJson } from './vulns-json.ts';
import { describeSource, renderVulns } from './vulns-text.ts';

/** Runs `brewpull vulns`: exits with 4 if `--fail-on` demands it, and with 6 if only some bottles could be judged. */
export const runVulns: RunCommand = async (args, session) => {
  const failOn = readFailOn(args);
  const files = await readReportFiles(args, session);
  const brewpull = await openBrewpull(args, session, advisoriesServers(args));
  const { corpus, source } = await openAdvisoriesFor(args, session, brewpull);
  const now = session.terminal.now();
  const opened = await openSubjects(args, session, brewpull);
  if (opened === undefined) {
    await session.answer({
      name: 'vulns-update',
      json: () => ({ advisories: toSourceJson(source) }),
      text: () => `${describeSource(source, now)}\n`,
    });
    return EXIT.done;
  }
  const tools = { corpus, ...historyReader(brewpull), signal: session.signal };
  const judged = [];
  for (const subject of opened.subjects) judged.push(await judgeSubject(subject, tools));
  const bottles = withoutRepeats(judged.flatMap((each) => each.bottles));
  const failures = judged.flatMap((each) => each.failures);
  const whole: VulnsReport = { advisories: source, bottles, failures, notFound: opened.notFound };
  await files.write(whole);
  if (!files.usesOutput) {
    await session.answer({
      name: 'vulns',
      json: () => toVulnsJson(whole),
      text: () => renderVulns(whole, { style: session.style, now }),
    });
  }
  sayFailures(whole, session);
  const codes = [
    ...[...opened.notFound, ...failures].map(({ error }) => exitCodeOf(error.code)),
    ...bottles.map(() => EXIT.done),
  ];
  if (failOn !== undefined && bottles.some((each) => isBadEnough(each, failOn))) {
    return EXIT.verification;
  }
  return batchExitCode(codes);
};

function sayFailures({ failures }: VulnsReport, session: Session): void {
  for (const { error } of failures) {
    const text = renderError(error, session.errorStyle, { debug: session.verbosity.debug });
    session.progress.sayLines(text);
  }
}
