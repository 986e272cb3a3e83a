import type {
  BottleSpan,
  BottleState,
  LatestBottle,
  LatestBottles,
  TracedBottles,
} from '../state/bottle-span.ts';
import { BrewpullError, InvalidFileError } from '../../core/errors.ts';
import { findLast } from '../rules/find-last.ts';
import { traceBottles, traceLastBottles } from '../rules/list-spans.ts';
import { findMigration } from '../rules/locate.ts';
import { listEras, type NameEra } from '../rules/name-eras.ts';
import { findNewestName } from '../tap/tap-names.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { type AtlasLocation, findFormer, findLocation } from './answer/atlas-location.ts';
import { AtlasTap } from './answer/atlas-tap.ts';
import { TapView } from './answer/tap-view.ts';
import { AtlasFile } from './file/atlas-file.ts';
import { parseLatest } from './file/latest-record.ts';
import { invalidAtlas } from './file/layout.ts';
import { parseTapRecord } from './file/tap-record.ts';
import { type Walked, WalkedRecords } from './file/walked-record.ts';

/** One formula with everything that its history says about its bottles. */
export interface AtlasFormula extends Omit<AtlasLocation, 'start' | 'record'>, TracedBottles {
  /** Newest first; the same as `walkFormula` yields. */
  readonly states: readonly BottleState[];
}

/**
 * Every bottle of every formula of a tap, from one file. Finding one formula usually takes less than a millisecond, by reading
 * its few kilobytes. Everything read is checked; damage throws InvalidFileError. Close it.
 */
export class Atlas implements Disposable {
  readonly #file: AtlasFile;
  readonly #view: TapView;
  readonly #walks: WalkedRecords;

  constructor(file: AtlasFile) {
    this.#file = file;
    this.#walks = new WalkedRecords(file);
    this.#view = new TapView(file, parseTapRecord(file.section(file.header.sections.tap)));
  }

  get path(): string {
    return this.#file.path;
  }

  /** The tap, as `user/name`. */
  get tap(): string {
    return this.#view.tap.tap;
  }

  /** The oid of the commit up to which the history was read. */
  get head(): string {
    return this.#file.header.head;
  }

  /** When that commit was made, ISO 8601. */
  get headDate(): string {
    return this.#explained(() => this.#file.commit(this.commits - 1).date);
  }

  /** How many commits were read. */
  get commits(): number {
    return this.#file.header.commits;
  }

  /** The date of the oldest commit that was read, ISO 8601. */
  get begins(): string {
    return this.#view.tap.begins;
  }

  /** Reads and checks everything once, without holding up the event loop. Throws InvalidFileError. */
  verify(signal?: AbortSignal): Promise<void> {
    return this.#whole(() => this.#file.verify(signal));
  }

  /** Finds a formula by its name, an alias or an older name, or among the removed ones, with all its states. */
  async formula(name: string): Promise<AtlasFormula | undefined> {
    const location = await this.locate(name);
    if (location === undefined) return undefined;
    const { start: _, record: __, ...found } = location;
    const states = await this.states(location);
    return { ...found, states, ...traceBottles(states) };
  }

  /** Finds a formula by its name, an alias or an older name, or among the removed ones. */
  locate(name: string): Promise<AtlasLocation | undefined> {
    this.#view.forget();
    return this.#whole(async () => this.#known(await findLocation(this.#view, this.#walked, name)));
  }

  /** Finds the formula that had a name before it became another one's alias. */
  locateFormer(alias: string): Promise<AtlasLocation | undefined> {
    return this.#whole(async () => this.#known(await findFormer(this.#view, this.#walked, alias)));
  }

  /** Lists the periods in which an alias led to a formula, newest first. */
  eras(alias: string): Promise<readonly NameEra[]> {
    return listEras(new AtlasTap(this.#view), alias);
  }

  /** Finds where a formula went that the tap no longer has: `user/repo`, `user/repo/name` or another name. */
  migration(name: string): string | undefined {
    return findMigration(this.#view.tap, name);
  }

  /** Lists the states of a formula, newest first. */
  states(location: AtlasLocation): Promise<readonly BottleState[]> {
    // Copied so that each looks up its commit now, while the file is open.
    return this.withStates(location, (states) => states.map((state) => ({ ...state })));
  }

  /** Returns what `read` makes of the states, newest first; each state looks up its commit on demand. */
  withStates<Value>(
    { name, oldNames, start, record }: AtlasLocation,
    read: (states: readonly BottleState[]) => Value,
  ): Promise<Value> {
    return this.#whole(async () => {
      const walked = this.#walked(record);
      if (walked !== undefined) return read(walked.states);
      if (start === undefined) return read([]);
      return read(await new AtlasTap(this.#view).states({ name, oldNames, start }));
    });
  }

  /** Yields every formula, of today or removed, with its last bottle for each bottle tag, in order of name. */
  *latest(): Generator<LatestBottles, void, undefined> {
    const { latest } = this.#file.header.sections;
    const all = parseLatest(this.#explained(() => this.#file.section(latest)));
    for (;;) {
      const { value } = this.#explained(() => all.next());
      if (value === undefined) return;
      yield value;
    }
  }

  /** Finds a formula that {@link latest} yields, even if its name is another formula's alias by now. */
  async locateListed(name: string): Promise<AtlasLocation> {
    const led = await this.locate(name);
    const location = led?.name === name ? led : await this.locateFormer(name);
    if (location?.name !== name) throw new Error(`Internal error: the atlas has lost ${name}`);
    return location;
  }

  /** Finds everything known about a bottle that {@link latest} has in short; undefined if the two disagree. */
  async findBottle(name: string, last: LatestBottle): Promise<BottleSpan | undefined> {
    const { spans } = await this.withStates(await this.locateListed(name), traceLastBottles);
    return findLast(spans, last);
  }

  /** Lists the names of all formulae, of today or removed, without aliases and older names. */
  names(): string[] {
    return Array.from(this.latest(), ({ name }) => name);
  }

  /** Lists every name that may lead, or may once have led, to a formula, sorted. */
  everyName(): string[] {
    const { aliases, renames, meanings } = this.#view.tap;
    const { index } = this.#file;
    const names = new Set<string>(aliases.keys());
    this.#explained(() => {
      for (let rank = 0; rank < index.count; rank += 1) names.add(index.entry(rank).name);
    });
    for (const pair of renames) for (const name of pair) names.add(name);
    for (const alias of meanings.keys()) names.add(alias);
    return [...names].toSorted();
  }

  /** Maps every name that went elsewhere to where it went; see {@link migration}. */
  migrations(): ReadonlyMap<string, string> {
    const { migrations, renames } = this.#view.tap;
    const all = [...new Set([...migrations.keys(), ...renames.keys()])].toSorted();
    return new Map(
      all.flatMap((name) => {
        const to = this.migration(name);
        return to === undefined ? [] : [[name, to] as const];
      }),
    );
  }

  /** Finds names that a mistyped one may be meant to be. */
  suggest(name: string): string[] {
    const { aliases, renames, meanings, migrations } = this.#view.tap;
    const formulae = new Set(this.names());
    const leads = (to: string | undefined): boolean =>
      to !== undefined && formulae.has(findNewestName(renames, to));
    return findSimilarNames(name, [
      ...formulae,
      ...[...renames.keys()].filter(leads),
      ...[...aliases].flatMap(([alias, to]) => (leads(to) ? [alias] : [])),
      ...[...meanings].flatMap(([alias, each]) =>
        each.some(({ target }) => leads(target)) ? [alias] : [],
      ),
      ...migrations.keys(),
    ]);
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Drops a location that neither the lines nor a walk know: it was never a formula. */
  #known(location: AtlasLocation | undefined): AtlasLocation | undefined {
    const isKnown =
      location?.start !== undefined || this.#walked(location?.record ?? '') !== undefined;
    return isKnown ? location : undefined;
  }

  readonly #walked = (record: string): Walked | undefined => this.#walks.find(record);

  #explained<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  async #whole<Value>(read: () => Promise<Value>): Promise<Value> {
    try {
      return await read();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Explains an error as damage: bytes that pass their checksum but make no sense were miswritten. */
  #explain(error: unknown): BrewpullError {
    if (error instanceof BrewpullError) return error;
    return invalidAtlas(this.#file.path, 'is damaged', error);
  }
}

/**
 * Opens an atlas; undefined if there is none. Throws InvalidFileError if it is damaged, of another format or of another tap
 * than `tap`, and StoreError if it cannot be read.
 */
export function openAtlas(
  path: string,
  { tap }: { readonly tap?: string | undefined } = {},
): Atlas | undefined {
  const file = AtlasFile.open(path);
  if (file === undefined) return undefined;
  try {
    const atlas = new Atlas(file);
    if (tap === undefined || atlas.tap === tap) return atlas;
    throw new InvalidFileError(`${path} is an atlas of ${atlas.tap}, not of ${tap}`, {
      hint: `Use it for formulae of ${atlas.tap}, or use another file.`,
    });
  } catch (error) {
    file.close();
    throw error instanceof BrewpullError ? error : invalidAtlas(path, 'is damaged', error);
  }
}
