import { NoBottleError, UsageError } from '../../../core/errors.ts';
import { parseArch, type Target } from '../../../core/target.ts';
import { TOOL } from '../../../core/tool.ts';
import { SpanChooser } from '../../../history/answers/bottle-spans.ts';
import type { ShownBottle } from '../../../history/answers/shown-bottle.ts';
import { arrangeHistory } from '../../../history/answers/bottle-spans-table.ts';
import { defaultRemote } from '../../../history/tap/default-remote.ts';
import { readFormulaHistory } from '../../../workspace/histories/formula-history.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { requireOneForm } from '../../arguments/one-form.ts';
import { readTargets } from '../../arguments/formulae/targets.ts';
import type { RunCommand } from '../../command.ts';
import { renderExplanation } from './history-explain.ts';
import { renderHistoryPage } from './history-html.ts';
import { describeRest } from './origin-views.ts';
import { howToAsk, readAskedTargets, usableBy } from './asked-targets.ts';
import { toHistoryJson, toSpanJson, type DescribedHistory } from './history-json.ts';
import { renderHistory } from './history-text.ts';
import { checkVulnsOptions, readHistoryVulns } from './history-vulns.ts';
import { toHistoryVulnsJson } from './history-vulns-json.ts';
import { describeVulns } from './history-vulns-text.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { toSourceJson, toTargetJson } from '../resolve/resolution-json.ts';
import { formatNoBottle } from '../resolve/resolution-text.ts';
import type { Session } from '../../session.ts';
import { readListScript } from '../../page/list-script.ts';
import { readPage, type WritePage } from '../../write-page.ts';

/** Runs `brewpull history`. */
export const runHistory: RunCommand = async (args, session) => {
  const [formula, ...others] = args.positionals;
  if (formula === undefined || others.length > 0) {
    throw new UsageError('history takes one formula at a time');
  }
  if (formula.includes('=')) {
    throw new UsageError('history lists every version of a formula, and takes none', {
      hint: `Write brewpull history ${formula.replace(/=.*/s, '')}.`,
    });
  }
  if (args.flag('explain') && args.text('html') !== undefined) {
    throw new UsageError('--explain answers in words or as JSON, not as a page', {
      hint: 'Leave --html out, or leave --explain out for a page with every bottle.',
    });
  }
  checkVulnsOptions(args);
  requireOneForm(args, ['html', 'json']);
  const [target] = args.flag('explain') ? readTargets(args, session.terminal) : [undefined];
  const page = await readPage(args, session);
  const brewpull = await openBrewpull(args, session);
  const history = await readFormulaHistory(brewpull, formula, target);
  if (target !== undefined)
    await explain(history, { target, exactOnly: args.flag('exact') }, session);
  else await show(history, { args, page, brewpull }, session);
  return 0;
};

interface ShowRequest {
  readonly args: Arguments;
  readonly page: WritePage | undefined;
  readonly brewpull: Brewpull;
}

async function show(
  history: FormulaHistory,
  { args, page, brewpull }: ShowRequest,
  session: Session,
): Promise<void> {
  const archName = args.text('arch');
  const arch = archName === undefined ? undefined : parseArch(archName);
  const targets = readAskedTargets(args);
  const table = arrangeHistory(usableBy(history.spans, targets), { arch });
  const { formula, tap, extent } = history;
  const vulns = await readHistoryVulns(args, session, { brewpull, history, table, targets });
  const notes =
    vulns === undefined ? [] : describeVulns(vulns, { formula, now: session.terminal.now() });
  if (page !== undefined) {
    const generator = `${TOOL.name} ${TOOL.version}`;
    const origin = await history.origin();
    const made = { generator, script: await readListScript() };
    const isElsewhere = brewpull.options.registry !== undefined;
    const known = { formula, tap, extent, origin, isElsewhere, vulns, notes };
    await page(renderHistoryPage({ ...known, ...made }, table));
  } else {
    const rest = [...notes, ...howToAsk(history, targets), ...(await describeRest(history))];
    const view = { style: session.style, all: args.flag('all'), rest, vulns };
    const text = (): string => renderHistory(formula, table, view);
    const describe = async (): Promise<DescribedHistory> => ({
      formula,
      tap,
      extent,
      origin: await history.origin(),
    });
    if (vulns === undefined) {
      const json = async () => toHistoryJson(await describe(), table);
      await session.answer({ name: 'history', json, text });
    } else {
      const json = async () => toHistoryVulnsJson(await describe(), table, vulns);
      await session.answer({ name: 'history-vulns', json, text });
    }
  }
}

async function explain(
  history: FormulaHistory,
  { target, exactOnly }: { readonly target: Target; readonly exactOnly: boolean },
  session: Session,
): Promise<void> {
  const { formula, tap } = history;
  const chooser = new SpanChooser(target, { exactOnly });
  const { choice, doubt } = chooser.choose(history);
  if (choice === undefined) {
    const { kind, begins } = await history.origin();
    const searched = { in: kind === 'registry' ? 'registry' : 'history', from: begins } as const;
    throw new NoBottleError(formatNoBottle({ formula, target, searched }), {
      hint: `Run brewpull history ${formula} to see what it had.`,
    });
  }
  if (doubt !== undefined)
    session.note(`unsure: a later state cannot be read: ${doubt.error.message}`);
  const { offer: span, match } = choice;
  const messages = {
    introduced: await messageOf(history, span.introduced),
    dropped: await messageOf(history, span.dropped),
  };
  const commitUrl = `${defaultRemote(tap)}/commit/`;
  const rest = await describeRest(history);
  const explanation = { formula, target, match, span, messages, commitUrl, rest };
  await session.answer({
    name: 'history-explain',
    json: async () => ({
      formula,
      tap,
      target: toTargetJson(target),
      source: toSourceJson(await history.origin()),
      match,
      bottle: toSpanJson(span, formula),
      messages: {
        introducedBy: messages.introduced ?? null,
        droppedBy: messages.dropped ?? null,
      },
    }),
    text: () => renderExplanation(explanation, session.style),
  });
}

async function messageOf(
  history: FormulaHistory,
  place: ShownBottle['introduced'] | ShownBottle['dropped'],
): Promise<string | undefined> {
  if (place === undefined || place === 'unknown' || place.commit.oid === undefined)
    return undefined;
  return history.message(place.commit.oid);
}
