import { UsageError } from '../../../core/errors.ts';
import { TOOL } from '../../../core/tool.ts';
import { findCoverageBottles } from '../../../history/answers/coverage-bottles.ts';
import { planCoverage } from '../../../history/answers/plan-coverage.ts';
import type { LatestBottles } from '../../../history/state/bottle-span.ts';
import { findSimilarNames } from '../../../history/tap/suggestions.ts';
import { readCoverage } from '../../../workspace/histories/coverage-history.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { requireOneForm } from '../../arguments/one-form.ts';
import { readTap } from '../../arguments/formulae/tap.ts';
import { readTargets } from '../../arguments/formulae/targets.ts';
import type { RunCommand } from '../../command.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { renderCoverageCsv } from './coverage-csv.ts';
import { renderCoveragePage } from './coverage-html.ts';
import { toCoverageJson } from './coverage-json.ts';
import { renderCoverage } from './coverage-text.ts';
import { readListScript } from '../../page/list-script.ts';
import { readPage } from '../../write-page.ts';

/** Runs `brewpull coverage`. */
export const runCoverage: RunCommand = async (args, session) => {
  const [target, ...others] = readTargets(args, session.terminal);
  const [filter, ...more] = args.positionals;
  if (others.length > 0 || more.length > 0) {
    throw new UsageError('coverage takes one target and at most one name filter');
  }
  // Both --csv and --json ask for data; --csv is more specific.
  requireOneForm(args, args.flag('csv') ? ['html', 'csv'] : ['html', 'json']);
  const tap = readTap(args);
  const page = await readPage(args, session);
  const brewpull = await openBrewpull(args, session);
  const { origin, latest, findBottle } = await readCoverage(brewpull, {
    tap,
    target,
    beforeAtlas: () => session.tune(keepHeapSmall),
  });
  const exactOnly = args.flag('exact');
  const names: string[] = [];
  const { signal } = session;
  const question = { exactOnly, filter, signal };
  const coverage = await planCoverage(noteNames(latest, names), target, question);
  const suggestions = suggestFor(filter, names);
  if (page !== undefined) {
    const generator = `${TOOL.name} ${TOOL.version}`;
    const script = await readListScript();
    const isElsewhere = brewpull.options.registry !== undefined;
    const made = { tap, origin, generator, script, filter, isElsewhere };
    const bottles = await findCoverageBottles(coverage, findBottle, signal);
    await page(renderCoveragePage(made, bottles));
  } else if (args.flag('csv')) {
    // Prints bytes, because the line ends of CSV contain a carriage return.
    await session.print(Buffer.from(renderCoverageCsv(coverage, origin)));
  } else {
    const view = { style: session.style, all: args.flag('all'), filter, origin };
    await session.answer({
      name: 'coverage',
      json: () => toCoverageJson({ tap, origin, coverage, suggestions }),
      text: () => renderCoverage(coverage, view),
    });
  }
  if (suggestions.length > 0) {
    const like = `Did you mean ${suggestions.join(', ')}?`;
    session.note(`note: no formula has "${filter}" in its name. ${like}`);
  }
  return 0;
};

function* noteNames(latest: Iterable<LatestBottles>, names: string[]): Generator<LatestBottles> {
  for (const each of latest) {
    names.push(each.name);
    yield each;
  }
}

/** Finds names similar to a filter that matches none. */
function suggestFor(filter: string | undefined, names: readonly string[]): readonly string[] {
  const wanted = filter?.toLowerCase();
  if (wanted === undefined || names.some((name) => name.toLowerCase().includes(wanted))) return [];
  return findSimilarNames(wanted, names);
}
