import type { Atlas } from '../atlas/atlas.ts';
import type { AtlasLocation } from '../atlas/answer/atlas-location.ts';
import { traceBottles } from '../rules/list-spans.ts';
import { askHistories } from './ask-histories.ts';
import type { FormulaHistories, HistorySource } from './history-source.ts';

/** Creates a history that asks an atlas: it answers as a walk would, without walking. The caller closes the atlas. */
export function createAtlasHistory(atlas: Atlas, tap: string, description: string): HistorySource {
  const histories = createHistories(atlas);
  return {
    description,
    tap,
    ask: (formula, targets, { exactOnly, version }) =>
      askHistories(histories, formula, { targets, exactOnly, version }),
  };
}

function createHistories(atlas: Atlas): FormulaHistories<AtlasLocation> {
  return {
    locate: (name) => atlas.locate(name),
    locateFormer: (alias) => atlas.locateFormer(alias),
    eras: (alias) => atlas.eras(alias),
    trace: async (formula, { until }) => {
      const states = await atlas.states(formula);
      return traceBottles(
        until === undefined ? states : states.filter(({ commit }) => commit.date < until),
      );
    },
    begins: async () => (atlas.begins === '' ? undefined : atlas.begins),
    explainUnknown: async (name) => {
      const migratedTo = atlas.migration(name);
      const hint = migratedTo && `It moved to ${migratedTo}; ask for it there.`;
      return { suggestions: atlas.suggest(name), hint };
    },
  };
}
