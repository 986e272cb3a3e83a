import { writeFile } from 'node:fs/promises';

import { parseTargetTag } from '../../../src/core/target.ts';
import type {
  AnsweredBottle,
  Answers,
  AnswersHeader,
} from '../../../src/history/answers-file/answers.ts';
import { collectAnswers } from '../../../src/history/answers-file/collect/collect-answers.ts';
import { formatAnswers } from '../../../src/history/answers-file/file/format-answers.ts';
import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { updateAtlasOf } from '../tap/atlas-lines.ts';
import { tempFolder } from '../temp-folder.ts';

/** What answers say about themselves; what is left out is as in the tap. */
export interface AnswersOf {
  readonly tap?: string;
  /** The date of the head. */
  readonly head?: string;
  readonly begins?: string;
  /** Bottle tags of targets. */
  readonly targets?: readonly string[];
  /** The commit up to which answers are read; by default the newest. */
  readonly at?: string;
}

/** Collects the answers of a tap made for a test. */
export async function answersOfTap(path: string, said: AnswersOf = {}): Promise<Answers> {
  await using folder = await tempFolder();
  const file = folder.at('all.atlas');
  await updateAtlasOf(path, file, said.at === undefined ? {} : { head: said.at });
  using atlas = openAtlas(file);
  if (atlas === undefined) throw new Error('there is no atlas');
  const { tap = atlas.tap, head = atlas.headDate, begins = atlas.begins } = said;
  const header: Omit<AnswersHeader, 'targets'> = {
    tap,
    head: { commit: undefined, date: head },
    begins,
    sources: [],
  };
  return await collectAnswers(atlas, { ...header, targets: said.targets?.map(parseTargetTag) });
}

/** Changes the bottle of one tag, as a forger or a mistake would. */
export function forgeBottle(
  answers: Answers,
  bottleTag: string,
  change: Partial<AnsweredBottle>,
): Answers {
  return {
    ...answers,
    formulae: answers.formulae.map((formula) => ({
      ...formula,
      bottles: formula.bottles.map((bottle) =>
        bottle.bottleTag === bottleTag ? { ...bottle, ...change } : bottle,
      ),
    })),
  };
}

/** Writes a file of answers. */
export async function writeAnswers(path: string, answers: Answers): Promise<string> {
  await writeFile(path, formatAnswers(answers));
  return path;
}
