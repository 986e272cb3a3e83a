import { existsSync } from 'node:fs';

import { BrewpullError, HistoryError, UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import { parseAskedFormula } from '../../history/tap/asked-formula.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';
import type { BrewpullOptions } from '../options.ts';
import { fetchedAnswersPaths } from './answers-places.ts';
import type { AnswersOrigin, OpenAnswers } from './open-answers.ts';

/** A file that may answer for a tap. */
export interface AnswersFilePlace {
  readonly origin: AnswersOrigin;
  readonly path: string;
}

/** How the error for the named file refers to it, and its hint. */
export const NAMED_ATLAS = { what: '--atlas', hint: 'Check the path, or leave --atlas out.' };

/**
 * The files of answers that a run can use, each opened when it is first asked for. A named file must be usable; others that
 * cannot be used are skipped with a warning. Must be closed.
 */
export class AnswersAtHand {
  readonly #options: BrewpullOptions;
  readonly #cacheDirectory: string;
  /** By path; undefined for a file that does not exist or cannot be used. */
  readonly #opened = new Map<string, Promise<OpenAnswers | undefined>>();
  readonly #expected = new Set<string>();

  constructor(options: BrewpullOptions, cacheDirectory: string) {
    this.#options = options;
    this.#cacheDirectory = cacheDirectory;
  }

  /** Notes which formulae the run asks for: naming a file for none of their taps is a mistake. */
  expect(names: Iterable<string>): void {
    for (const name of names) {
      try {
        this.#expected.add(parseAskedFormula(name).tap);
      } catch (error) {
        // An invalid name is refused when it is asked for.
        if (!(error instanceof UsageError)) throw error;
      }
    }
  }

  /**
   * Lists the files that answer for a tap, in the order in which they are asked: the named one, the fetched ones, the packaged
   * one; with a target, only those that cover it. Throws for a named file that cannot be used.
   */
  async list(tap: string, target?: Target): Promise<readonly OpenAnswers[]> {
    const { history } = this.#options;
    if (history === 'git' || history === 'registry') return [];
    const files = await this.listForNames(tap);
    return target === undefined ? files : files.filter((answers) => answers.covers(target));
  }

  /** Lists all of them, for any target and even if only git or a registry may answer: any file may be asked about names. */
  async listForNames(tap: string): Promise<readonly OpenAnswers[]> {
    const found: OpenAnswers[] = [];
    for (const place of listPlaces(tap, this.#options, this.#cacheDirectory)) {
      const answers = await this.#find(place, tap);
      if (answers !== undefined) found.push(answers);
    }
    return found;
  }

  /** Makes the error for a tap that no file answers for or, if one does, for a target. */
  async explainNone(tap: string, target: Target | undefined): Promise<HistoryError> {
    const [other] = await this.list(tap);
    const fetch = 'Fetch one with brewpull atlas fetch, or name one with --atlas FILE';
    if (other === undefined || target === undefined) {
      return new HistoryError(`there is no file of answers for ${tap} on this machine`, {
        hint: `${fetch}; --history auto asks a clone or the registry.`,
      });
    }
    return new HistoryError(`${other.description}, says nothing about ${target.bottleTag}`, {
      hint: `${fetch} that has it; --history auto asks a clone or the registry.`,
    });
  }

  async close(): Promise<void> {
    for (const opening of this.#opened.values()) {
      // A file that could not be opened holds nothing, and its error went to the caller that asked for it.
      await opening.then(
        (answers) => answers?.close(),
        () => undefined,
      );
    }
  }

  async #find(place: AnswersFilePlace, tap: string): Promise<OpenAnswers | undefined> {
    const { onEvent } = this.#options;
    const { origin, path } = place;
    const opening = this.#opened.get(path) ?? this.#open(place);
    this.#opened.set(path, opening);
    const answers = await opening;
    if (answers === undefined || answers.tap === tap) return answers;
    if (origin === 'named') {
      this.#requireExpected(answers, tap);
    } else {
      // Warns only once: the file is not asked for again.
      this.#opened.set(path, Promise.resolve(undefined));
      answers.close();
      onEvent({
        type: 'warning',
        message: `${path} has the answers for ${answers.tap} and is not used for ${tap}`,
      });
    }
    return undefined;
  }

  /** Refuses a named file of a tap that the run does not ask for, unless it is homebrew/core: every tap needs that. */
  #requireExpected({ tap, path }: OpenAnswers, asked: string): void {
    if (tap === CORE_TAP || this.#expected.has(tap)) return;
    throw new UsageError(`--atlas ${path} has the answers for ${tap}, not for ${asked}`, {
      hint: `Leave --atlas out, or name a file of ${asked}.`,
    });
  }

  async #open({ origin, path }: AnswersFilePlace): Promise<OpenAnswers | undefined> {
    if (origin === 'named') requireNamedFile(path, NAMED_ATLAS);
    try {
      return await openAny(path, origin);
    } catch (error) {
      if (origin === 'named' || !(error instanceof BrewpullError)) throw error;
      const message = `${error.message}; it is not used`;
      this.#options.onEvent({ type: 'warning', message });
      return undefined;
    }
  }
}

/** Lists the files that may answer for a tap, whether they exist or not, in the order in which they are asked. */
export function listPlaces(
  tap: string,
  { answersFile, packagedAnswers }: BrewpullOptions,
  cacheDirectory: string,
): readonly AnswersFilePlace[] {
  const { answers, atlas } = fetchedAnswersPaths(cacheDirectory, tap);
  const places: AnswersFilePlace[] = [
    { origin: 'fetched', path: answers },
    { origin: 'fetched', path: atlas },
  ];
  if (answersFile !== undefined) places.unshift({ origin: 'named', path: answersFile });
  if (packagedAnswers !== undefined && tap === CORE_TAP) {
    places.push({ origin: 'packaged', path: packagedAnswers });
  }
  return places;
}

/** Opens a file of answers of either kind; undefined if it does not exist. Only then loads what reads it. */
async function openAny(path: string, origin: AnswersOrigin): Promise<OpenAnswers | undefined> {
  if (!existsSync(path)) return undefined;
  const { openTravellingFile } = await import('./travelling-file.ts');
  const opened = openTravellingFile(path);
  if (opened.kind === 'answers') {
    const { openSmallAnswers } = await import('./open-small-answers.ts');
    return openSmallAnswers(opened.file, origin);
  }
  const { openWholeAtlas } = await import('./open-whole-atlas.ts');
  return openWholeAtlas(opened.file, { origin, path });
}
