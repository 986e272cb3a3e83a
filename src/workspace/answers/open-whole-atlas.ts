import { createAtlasHistory } from '../../history/answers/atlas-history.ts';
import type { AnsweredVersion } from '../../history/answers-file/answers.ts';
import type { Atlas } from '../../history/atlas/atlas.ts';
import { describeAnswers, type AnswersPlace, type OpenAnswers } from './open-answers.ts';

/** Makes answers from an open atlas that was made elsewhere; closing them closes the atlas. */
export function openWholeAtlas(
  atlas: Atlas,
  { origin, path }: Pick<AnswersPlace, 'origin' | 'path'>,
): OpenAnswers {
  const { tap, begins } = atlas;
  const head = { commit: atlas.head, date: atlas.headDate };
  const place = { kind: 'atlas', origin, path, tap, head, begins, targets: undefined } as const;
  const description = describeAnswers(place);
  return {
    ...place,
    description,
    history: createAtlasHistory(atlas, tap, description),
    covers: () => true,
    latest: () => atlas.latest(),
    findBottle: (name, last) => atlas.findBottle(name, last),
    isPresent: async (name) => {
      const location = await atlas.locate(name);
      return location !== undefined && location.via !== 'history';
    },
    leadsTo: async (name) => (await atlas.locate(name))?.name,
    suggest: (name) => atlas.suggest(name),
    newest: (name) => findNewest(atlas, name),
    close: () => atlas.close(),
  };
}

async function findNewest(atlas: Atlas, name: string): Promise<AnsweredVersion | undefined> {
  const location = await atlas.locate(name);
  const states = location === undefined ? [] : await atlas.states(location);
  for (const state of states) {
    if (state.status !== 'present') continue;
    const { version, revision, bottle } = state.formula;
    return { version, revision, rebuild: bottle?.rebuild ?? 0 };
  }
  return undefined;
}
