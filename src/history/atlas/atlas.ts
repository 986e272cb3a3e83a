import type { BottleState, LatestBottles, TracedBottles } from '../state/bottle-span.ts';
import { BrewpullError } from '../../core/errors.ts';
import { traceBottles } from '../rules/list-spans.ts';
import { findMigration } from '../rules/locate.ts';
import { listEras, type NameEra } from '../rules/name-eras.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { type AtlasLocation, findFormer, findLocation } from './answer/atlas-location.ts';
import { AtlasTap } from './answer/atlas-tap.ts';
import { TapView } from './answer/tap-view.ts';
import { AtlasFile } from './file/atlas-file.ts';
import { parseLatest } from './file/latest-record.ts';
import { invalidAtlas } from './file/layout.ts';
import { parseTapRecord } from './file/tap-record.ts';
import { readWalked, type Walked } from './file/walked-record.ts';

/** One formula with everything that was ever said about its bottles. */
export interface AtlasFormula extends Omit<AtlasLocation, 'start' | 'record'>, TracedBottles {
  /** Newest first; the same as `walkFormula` gives. */
  readonly states: readonly BottleState[];
}

/**
 * Every bottle of every formula of a tap, from one file. A formula is answered in under a millisecond as a rule, by reading its
 * few kilobytes. Whatever is read is checked; damage throws InvalidFileError. Close it.
 */
export class Atlas implements Disposable {
  readonly #file: AtlasFile;
  readonly #view: TapView;

  constructor(file: AtlasFile) {
    this.#file = file;
    this.#view = new TapView(file, parseTapRecord(file.section(file.header.sections.tap)));
  }

  /** The oid of the commit up to which the history was read. */
  get head(): string {
    return this.#file.header.head;
  }

  /** How many commits were read. */
  get commits(): number {
    return this.#file.header.commits;
  }

  /** The date of the oldest commit that was read, ISO 8601. */
  get begins(): string {
    return this.#view.tap.begins;
  }

  /** Finds a formula under its name, an alias, an older name, or among those that were removed, with all its states. */
  async formula(name: string): Promise<AtlasFormula | undefined> {
    const location = await this.locate(name);
    if (location === undefined) return undefined;
    const { start: _, record: __, ...found } = location;
    const states = await this.states(location);
    return { ...found, states, ...traceBottles(states) };
  }

  /** Finds a formula under its name, an alias, an older name, or among those that were removed. */
  locate(name: string): Promise<AtlasLocation | undefined> {
    this.#view.forget();
    return this.#whole(async () => this.#known(await findLocation(this.#view, this.#walked, name)));
  }

  /** Finds the formula that had a name before it became another one's alias. */
  locateFormer(alias: string): Promise<AtlasLocation | undefined> {
    return this.#whole(async () => this.#known(await findFormer(this.#view, this.#walked, alias)));
  }

  /** Lists the times in which an alias led to a formula, newest first. */
  eras(alias: string): Promise<readonly NameEra[]> {
    return listEras(new AtlasTap(this.#view), alias);
  }

  /** Says where a formula went that the tap has no more: `user/repo`, `user/repo/name` or another name. */
  migration(name: string): string | undefined {
    return findMigration(this.#view.tap, name);
  }

  /** Lists the states of a formula, newest first. */
  states({ name, oldNames, start, record }: AtlasLocation): Promise<readonly BottleState[]> {
    return this.#whole(async () => {
      const walked = this.#walked(record);
      if (walked !== undefined) return walked.states;
      if (start === undefined) return [];
      const states = await new AtlasTap(this.#view).states({ name, oldNames, start });
      // Copied, so that each looks its commit up now, while the file is open.
      return states.map((state) => ({ ...state }));
    });
  }

  /** Lists every formula with the last bottle of each tag, in the order of names, those of today and those removed. */
  latest(): readonly LatestBottles[] {
    const { latest } = this.#file.header.sections;
    try {
      return [...parseLatest(this.#file.section(latest))];
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Lists the names of all formulae there are and were, without aliases and older names. */
  names(): string[] {
    return this.latest().map(({ name }) => name);
  }

  /** Finds names that a mistyped one may have meant. */
  suggest(name: string): string[] {
    const { aliases, renames } = this.#view.tap;
    return findSimilarNames(name, [...this.names(), ...aliases.keys(), ...renames.keys()]);
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** What neither the lines nor a walk know was never a formula. */
  #known(location: AtlasLocation | undefined): AtlasLocation | undefined {
    const isKnown =
      location?.start !== undefined || this.#walked(location?.record ?? '') !== undefined;
    return isKnown ? location : undefined;
  }

  readonly #walked = (record: string): Walked | undefined => readWalked(this.#file, record);

  async #whole<Value>(read: () => Promise<Value>): Promise<Value> {
    try {
      return await read();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Bytes that pass their checksum and still make no sense come from a fault in writing; they are damage as well. */
  #explain(error: unknown): BrewpullError {
    if (error instanceof BrewpullError) return error;
    return invalidAtlas(this.#file.path, 'is damaged', error);
  }
}

/**
 * Opens an atlas; undefined when there is none. Throws InvalidFileError when it is damaged or of another format, and what the
 * system says when it cannot be read.
 */
export function openAtlas(path: string): Atlas | undefined {
  const file = AtlasFile.open(path);
  if (file === undefined) return undefined;
  try {
    return new Atlas(file);
  } catch (error) {
    file.close();
    throw error instanceof BrewpullError ? error : invalidAtlas(path, 'is damaged', error);
  }
}
