import { CaskError } from '../../core/cask-error.ts';
import {
  BrewpullError,
  FormulaNotFoundError,
  InvalidFileError,
  NetworkError,
  OfflineError,
} from '../../core/errors.ts';
import type { ReadyFileReader } from '../../history/ruby/ready-file.ts';
import { platformOf } from '../../history/ruby/evaluate/platform.ts';
import { parseAskedFormula } from '../../history/tap/asked-formula.ts';
import { CORE_TAP, formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import { readTapFiles, type TapFiles } from '../../history/tap/tap-files.ts';
import { findCask, hasCasks } from '../../history/tap/casks.ts';
import type { CaskList } from '../../history/tap/cask-list-schema.ts';
import type {
  FailedResolution,
  NoBottle,
  NotAFormula,
  Resolution,
} from '../../bottle/resolve/resolution.ts';
import { codeOf } from '../../store/store-failure.ts';
import type { Histories } from './open-history.ts';
import type { TapHistory } from './tap-history.ts';

/** Homebrew's own tap of casks. */
const CASK_TAP = 'homebrew/cask';

/**
 * Looks closer at answers without a bottle: what a formula downloads ready to run, which needs a history, names that are like an
 * unknown one, and names that are casks'.
 */
export class MissExplainer {
  readonly #histories: Histories;
  /** The packaged list of casks. */
  readonly #caskFile: string | undefined;
  #casks: Promise<CaskList | undefined> | undefined;
  readonly #files = new Map<string, Promise<TapFiles>>();
  #reader: Promise<ReadyFileReader> | undefined;

  constructor(histories: Histories, caskFile: string | undefined) {
    this.#histories = histories;
    this.#caskFile = caskFile;
  }

  /** Gives the answer with what else is known; other answers as they are. */
  async explain(result: Resolution): Promise<Resolution> {
    if (result.status === 'no-bottle') {
      // What its formula says now is of another version.
      return result.wanted === undefined ? this.#findReadyFile(result) : result;
    }
    if (result.status === 'not-a-formula') return this.#findCask(await this.#suggest(result));
    if (result.status === 'found') return result;
    if (result.error.code === 'HISTORY') return this.#nameCaskTap(result);
    return this.#suggestInHint(result);
  }

  /** Gives the error for a requested name without a formula with what else is known of it; other errors as they are. */
  async explainError(error: unknown, requested: string): Promise<unknown> {
    if (!(error instanceof FormulaNotFoundError)) return error;
    const asked = parseAskedFormula(requested);
    const cask = await this.#caskTapOf(asked);
    if (cask !== undefined) return new CaskError(formatFormulaRef(asked), cask);
    if (error.suggestions.length > 0) return error;
    const suggestions = await this.#similarNames(requested);
    if (suggestions.length === 0) return error;
    const hint = `Did you mean ${suggestions.join(', ')}?`;
    return new FormulaNotFoundError(error.formula, error.where, {
      cause: error,
      suggestions,
      hint,
    });
  }

  /** A registry does not know what a mistyped name may mean; a file of answers does, whatever its targets. */
  async #suggest(result: NotAFormula): Promise<NotAFormula> {
    if (result.suggestions.length > 0) return result;
    const suggestions = await this.#similarNames(result.requested);
    return suggestions.length === 0 ? result : { ...result, suggestions };
  }

  /** Where no server can be asked, the name may be the first thing to mend. */
  async #suggestInHint(result: FailedResolution): Promise<Resolution> {
    const { error: cause, requested, target } = result;
    if (!(cause instanceof NetworkError || cause instanceof OfflineError)) return result;
    const { tap, name } = parseAskedFormula(requested);
    if (tap === CASK_TAP && (await this.#listedTapOf(name)) === tap) {
      const found = { requested, target, tap, where: tap, suggestions: [], cask: tap };
      return { status: 'not-a-formula', ...found };
    }
    const suggestions = await this.#similarNames(requested);
    if (suggestions.length === 0) return result;
    const hint = [`Did you mean ${suggestions.join(', ')}?`, cause.hint].filter(Boolean).join(' ');
    const Kind = cause instanceof NetworkError ? NetworkError : OfflineError;
    return { ...result, error: new Kind(cause.message, { cause, hint }) };
  }

  async #similarNames(requested: string): Promise<readonly string[]> {
    const { tap, name } = parseAskedFormula(requested);
    try {
      const [answers] = await this.#histories.answersAtHand.listForNames(tap);
      return answers === undefined || (await answers.leadsTo(name)) !== undefined
        ? []
        : answers.suggest(name);
    } catch (error) {
      // A file that cannot be read was reported where an answer was asked of it.
      if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
      return [];
    }
  }

  async #findReadyFile(result: NoBottle): Promise<NoBottle> {
    const history = await this.#historyOf(result.tap);
    if (history === undefined) return result;
    const { repository } = history;
    const file = await (await this.#filesOf(history)).find(result.formula);
    if (file === undefined) {
      const isCask = await findCask(repository, await history.head(), result.formula);
      return isCask ? { ...result, cask: result.tap } : result;
    }
    const bytes = file.isLink ? undefined : await repository.readObject(file.oid);
    if (bytes === undefined) return result;
    this.#reader ??= import('../../history/ruby/ready-file.ts').then((module) =>
      module.createReadyFileReader(),
    );
    const reader = await this.#reader;
    const date = (await history.headDate()) ?? '';
    const platform = platformOf(result.target);
    return { ...result, prebuilt: reader.read(bytes, { path: file.path, date }, platform) };
  }

  async #findCask(result: NotAFormula): Promise<NotAFormula> {
    const { name } = parseAskedFormula(result.requested);
    const cask = await this.#caskTapOf({ tap: result.tap, name });
    return cask === undefined ? result : { ...result, cask };
  }

  async #caskTapOf({ tap: asked, name }: FormulaRef): Promise<string | undefined> {
    if (asked === CASK_TAP) return CASK_TAP;
    for (const tap of asked === CORE_TAP ? [CORE_TAP, CASK_TAP] : [asked]) {
      const history = await this.#historyOf(tap);
      if (history === undefined) continue;
      if (await findCask(history.repository, await history.head(), name)) return tap;
    }
    return asked === CORE_TAP ? this.#listedTapOf(name) : undefined;
  }

  /** Gives the tap of the packaged list where that has the name. */
  async #listedTapOf(name: string): Promise<string | undefined> {
    this.#casks ??= this.#readCasks();
    const listed = await this.#casks;
    return listed?.tokens.has(name.toLowerCase()) === true ? listed.tap : undefined;
  }

  /** A package without the list, or with a damaged one, can say less; that is no failure. */
  async #readCasks(): Promise<CaskList | undefined> {
    if (this.#caskFile === undefined) return undefined;
    const { readCaskList } = await import('../../history/tap/cask-list-schema.ts');
    try {
      return await readCaskList(this.#caskFile);
    } catch (error) {
      if (!(error instanceof InvalidFileError) && codeOf(error) === undefined) throw error;
      return undefined;
    }
  }

  /** A tap that has only casks has no formulae, but it is a tap. */
  async #nameCaskTap(result: FailedResolution): Promise<Resolution> {
    const { tap } = parseAskedFormula(result.requested);
    const history = await this.#historyOf(tap);
    if (history === undefined) return result;
    const { repository, description: where } = history;
    const head = await history.head();
    const formulae = await (await this.#filesOf(history)).list();
    if (formulae.size > 0 || !(await hasCasks(repository, head))) return result;
    const { requested, target } = result;
    const hint = `${tap} has casks and no formulae; brewpull fetches bottles of formulae.`;
    const suggestions: readonly string[] = [];
    const found = { requested, target, tap, where, suggestions, hint };
    return this.#findCask({ status: 'not-a-formula', ...found });
  }

  #filesOf(history: TapHistory): Promise<TapFiles> {
    const known = this.#files.get(history.tap);
    const files = known ?? history.head().then((head) => readTapFiles(history.repository, head));
    this.#files.set(history.tap, files);
    return files;
  }

  /** What cannot be opened was reported where it was needed. */
  async #historyOf(tap: string): Promise<TapHistory | undefined> {
    try {
      return await this.#histories.of(tap);
    } catch (error) {
      if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
      return undefined;
    }
  }
}
