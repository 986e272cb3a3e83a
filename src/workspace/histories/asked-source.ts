import type { AskedHistory, HistoryToAsk } from '../../bottle/resolve/asked-history.ts';
import type { KnownHistory } from './order-histories.ts';

/** Returns a history as something that can be asked for bottles, in the cheapest form for this number of formulae. */
export function historyToAsk(known: KnownHistory, formulae: number): HistoryToAsk {
  const { description } = known.kind === 'clone' ? known.clone : known.answers;
  return { description, open: () => open(known, formulae) };
}

async function open(known: KnownHistory, formulae: number): Promise<AskedHistory> {
  if (known.kind === 'clone') {
    const { clone } = known;
    const { history, begins } = await clone.sourceFor(formulae);
    const { description } = history;
    const head = await clone.headDate();
    return { history, source: { kind: 'git', description, head, begins } };
  }
  const { answers } = known;
  const { kind, history, description, head, begins, origin } = answers;
  return {
    history,
    source: { kind, description, head: head.date, begins },
    file: {
      head: head.date,
      isNamed: origin === 'named',
      newest: (formula) => answers.newest(formula),
    },
  };
}
