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

/** Homebrew's own tap for casks. */
const CASK_TAP = 'homebrew/cask';

/**
 * Takes a closer look at answers without a bottle: finds ready-to-run files that a formula downloads, which needs a history,
 * names similar to an unknown one, and names that are casks.
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

  /** Returns an answer without a bottle, with what else is known; returns other answers unchanged. */
  async explain(result: Resolution): Promise<Resolution> {
    if (result.status === 'no-bottle') {
      // What its formula says now is about another version.
      return result.wanted === undefined ? this.#findReadyFile(result) : result;
    }
    if (result.status === 'not-a-formula') return this.#findCask(await this.#suggest(result));
    if (result.status === 'found') return result;
    if (result.error.code === 'HISTORY') return this.#nameCaskTap(result);
    return this.#suggestInHint(result);
  }

  /** Returns the error for a name that no formula has, with what else is known about it; returns other errors unchanged. */
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

  /** Adds suggestions from a file of answers for any targets: a registry does not know what a mistyped name may mean. */
  async #suggest(result: NotAFormula): Promise<NotAFormula> {
    if (result.suggestions.length > 0) return result;
    const suggestions = await this.#similarNames(result.requested);
    return suggestions.length === 0 ? result : { ...result, suggestions };
  }

  /** Adds suggestions to the hint: if no server can be asked, the name may be the first thing to fix. */
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
      // An unreadable file was already reported when it was asked for an answer.
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

  /** Returns the tap of the packaged list of casks if it has the name. */
  async #listedTapOf(name: string): Promise<string | undefined> {
    this.#casks ??= this.#readCasks();
    const listed = await this.#casks;
    return listed?.tokens.has(name.toLowerCase()) === true ? listed.tap : undefined;
  }

  /** Reads the packaged list of casks. A missing or damaged one is not an error: there is just less to say. */
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

  /** Explains that a tap has only casks: it has no formulae, but it is a tap. */
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

  /** Returns the history of a tap; undefined if it cannot be opened, which was reported when it was needed. */
  async #historyOf(tap: string): Promise<TapHistory | undefined> {
    try {
      return await this.#histories.of(tap);
    } catch (error) {
      if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
      return undefined;
    }
  }
}
