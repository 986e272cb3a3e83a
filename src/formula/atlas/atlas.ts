import type { BottleSpan, BottleState, LatestBottles } from '../../core/bottle-span.ts';
import { BrewpullError } from '../../core/errors.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { listOldNames } from '../tap/tap-names.ts';
import { AtlasFile } from './file/atlas-file.ts';
import { composeStates } from './answer/compose.ts';
import { parseLatest } from './file/latest-record.ts';
import { invalidAtlas } from './file/layout.ts';
import { listSpans } from './list-spans.ts';
import { type AtlasLocation, findLocation } from './answer/locate-in-atlas.ts';
import { parseTapRecord } from './file/tap-record.ts';
import { TapView } from './answer/tap-view.ts';
import { readWalked } from './file/walked-record.ts';

/** One formula with everything that was ever said about its bottles. */
export interface AtlasFormula extends Omit<AtlasLocation, 'origin'> {
  /** Newest first; the same as `walkFormula` gives. */
  readonly states: readonly BottleState[];
  /** Newest first. */
  readonly spans: readonly BottleSpan[];
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

  /** Finds a formula under its name, an alias, an older name, or among those that were removed. */
  formula(name: string): AtlasFormula | undefined {
    this.#view.forget();
    return this.#whole(() => {
      const location = findLocation(this.#view, name);
      if (location === undefined) return undefined;
      const { origin, ...found } = location;
      const walked = readWalked(this.#file, location.name);
      if (walked !== undefined) {
        const oldNames = listOldNames(this.#view.tap.renames, walked.name);
        return { ...found, ...walked, oldNames, spans: listSpans(walked.states) };
      }
      if (origin === undefined) return undefined;
      // Copied, so that each looks its commit up now, while the file is open.
      const states = Array.from(composeStates(this.#view, origin), (state) => ({ ...state }));
      return { ...found, states, spans: listSpans(states) };
    });
  }

  /** Lists every formula with the last bottle of each tag, in the order of names, those of today and those removed. */
  latest(): readonly LatestBottles[] {
    const { latest } = this.#file.header.sections;
    return this.#whole(() => [...parseLatest(this.#file.section(latest))]);
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

  /** Bytes that pass their checksum and still make no sense come from a fault in writing; they are damage as well. */
  #whole<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      if (error instanceof BrewpullError) throw error;
      throw invalidAtlas(this.#file.path, 'is damaged', error);
    }
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
