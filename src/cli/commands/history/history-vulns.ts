import {
  judgeBuilds,
  newestWithoutOpen,
  type JudgedBuild,
} from '../../../audit/judge/judge-builds.ts';
import type { AdvisorySource, PouringVersion } from '../../../audit/report/vulns-report.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';
import type { HistoryRow, HistoryTable } from '../../../history/answers/bottle-spans-table.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import { openAdvisoriesFor } from '../../arguments/audit/advisories.ts';
import { refuseUnheard } from '../../arguments/audit/refuse-unheard.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Session } from '../../session.ts';

/** What is known about the vulnerabilities of a history's builds. */
export interface HistoryVulns {
  readonly source: AdvisorySource;
  readonly builds: ReadonlyMap<HistoryRow, JudgedBuild>;
  /**
   * For each target that was asked about, the newest bottle without a known vulnerability that it can use; undefined if there is
   * none.
   */
  readonly newest: readonly {
    readonly target: Target;
    readonly version: PouringVersion | undefined;
  }[];
}

/** The builds to judge, and the targets to judge them for. */
export interface JudgedHistory {
  readonly brewpull: Brewpull;
  readonly history: FormulaHistory;
  readonly table: HistoryTable;
  readonly targets: readonly Target[];
}

/** Refuses what `--vulns` cannot be combined with, and `--advisories` without it. Throws {@link UsageError}. */
export function checkVulnsOptions(args: Arguments): void {
  if (!args.flag('vulns')) {
    const where = 'without --vulns';
    return refuseUnheard(args, { names: ['advisories'], where, hint: 'Add --vulns.' });
  }
  if (!args.flag('explain')) return;
  throw new UsageError('--explain is about the commits of one bottle, --vulns about all versions', {
    hint: 'Leave one of them out.',
  });
}

/**
 * Judges every build of a table by the formula of its time; undefined without `--vulns`. Formulae are read from a local clone, if
 * the history comes from one. Throws whatever `openAdvisoriesFor` and {@link judgeBuilds} throw.
 */
export async function readHistoryVulns(
  args: Arguments,
  session: Session,
  { brewpull, history, table, targets }: JudgedHistory,
): Promise<HistoryVulns | undefined> {
  if (!args.flag('vulns')) return undefined;
  const { corpus, source } = await openAdvisoriesFor(args, session, brewpull);
  const clone = history.kind === 'git' ? await brewpull.histories.of(history.tap) : undefined;
  const judged = await judgeBuilds(history, table.rows, {
    corpus,
    targets,
    signal: session.signal,
    readText: async ({ commit, path }) => {
      const file = await clone?.repository.read(`${commit}:${path}`);
      return file?.status === 'found' ? file.bytes : undefined;
    },
  });
  return {
    source,
    builds: new Map(judged.map((build) => [build.row, build])),
    newest: targets.map((target) => ({ target, version: newestWithoutOpen(judged, target) })),
  };
}
