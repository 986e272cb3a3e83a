import type { Hex } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import { optionSpec, wordOf, type OptionName } from './options.ts';

/** Options from one source, e.g. the command line or a file. */
export interface OptionLayer {
  /** Names one option of this source in messages: `--macos`, `BREWPULL_MACOS`, `config.json: macos`. */
  describe(name: OptionName): string;
  readonly values: ReadonlyMap<OptionName, OptionValue>;
  /** Set for a project's file, which is not the user's own choice. */
  readonly project?: ProjectFile;
}

/** A project's file, identified by its path and its content. */
export interface ProjectFile {
  readonly path: string;
  readonly sha256: Hex;
}

/** A project's file and the options that it decided. */
export interface ProjectUse extends ProjectFile {
  readonly options: readonly OptionName[];
}

/** A value as it was given; strings from files and the environment are read like those from the command line. */
export type OptionValue = boolean | number | string | readonly string[];

const YES = new Set(['1', 'true', 'yes', 'on']);
const NO = new Set(['', '0', 'false', 'no', 'off']);

/** Reads the value of a switch; undefined for anything that is neither yes nor no. */
export function readSwitch(value: OptionValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value > 0;
  const text = String(value).toLowerCase();
  if (YES.has(text)) return true;
  return NO.has(text) ? false : undefined;
}

/** What the user asked for: positional words and options. The first layer that has an option decides it. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #layers: readonly OptionLayer[];
  readonly #options: readonly OptionName[];
  readonly #read = new Map<OptionLayer, Set<OptionName>>();

  /** `layers` start with the strongest; `options` are those that the command takes. */
  constructor(
    positionals: readonly string[],
    layers: readonly OptionLayer[],
    options: readonly OptionName[] = [],
  ) {
    this.positionals = positionals;
    this.#layers = layers;
    this.#options = options;
  }

  /** Returns the project's file if it decides the option. */
  projectOf(name: OptionName): ProjectFile | undefined {
    return this.#layers.find(({ values }) => values.has(name))?.project;
  }

  /** Returns the project's file and which of the options that were read it decided; undefined if it decided none. */
  projectUse(): ProjectUse | undefined {
    for (const [{ project }, read] of this.#read) {
      const options = this.#options.filter((name) => read.has(name));
      if (project !== undefined && options.length > 0) return { ...project, options };
    }
    return undefined;
  }

  /** Returns the string of an option; undefined if it is not given. Throws {@link UsageError} unless it is one of the choices. */
  text(name: OptionName): string | undefined {
    const found = this.#find(name);
    if (found === undefined) return undefined;
    const { value, source } = found;
    const text = typeof value === 'object' ? value.at(-1) : String(value);
    const { choices } = optionSpec(name);
    if (text !== undefined && choices !== undefined && !choices.includes(text)) {
      // If only one value is right, the wrong one may be a secret and is not repeated.
      const [only = '', ...more] = choices;
      if (more.length === 0) throw new UsageError(`${source} takes ${only} and nothing else`);
      throw new UsageError(`${source} ${text} is not one of ${choices.join(', ')}`);
    }
    return text === '' ? undefined : text;
  }

  /** Returns every value of an option that may be repeated. */
  list(name: OptionName): readonly string[] {
    const value = this.#find(name)?.value;
    if (value === undefined || value === '') return [];
    return typeof value === 'object' ? value : [String(value)];
  }

  /** Checks whether a flag is set. */
  flag(name: OptionName): boolean {
    const found = this.#find(name);
    if (found === undefined) return false;
    const isOn = readSwitch(found.value);
    if (isOn !== undefined) return isOn;
    throw notSwitch(found.source, found.value);
  }

  /**
   * Checks every switch of the command that is set anywhere, as the command itself may never read it. Throws {@link UsageError}.
   */
  requireSwitches(): void {
    for (const layer of this.#layers) {
      for (const [name, value] of layer.values) {
        const isSwitch = ['flag', 'count'].includes(optionSpec(name).type);
        if (!isSwitch || !this.#options.includes(name) || readSwitch(value) !== undefined) continue;
        throw notSwitch(layer.describe(name), value);
      }
    }
  }

  /** Returns a whole number within the bounds. Throws {@link UsageError}. */
  count(
    name: OptionName,
    bounds: { readonly min: number; readonly max: number },
  ): number | undefined {
    const found = this.#find(name);
    if (found === undefined) return undefined;
    const text = typeof found.value === 'object' ? String(found.value.at(-1)) : String(found.value);
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= bounds.min && number <= bounds.max) return number;
    throw new UsageError(
      `${found.source} must be a number from ${bounds.min} to ${bounds.max}, not ${text}`,
    );
  }

  /** Returns the index of the layer that sets an option, 0 being the strongest; undefined if none does. */
  strength(name: OptionName): number | undefined {
    const index = this.#layers.findIndex(({ values }) => values.has(name));
    return index === -1 ? undefined : index;
  }

  /**
   * Returns the words of the command line that set these options, to be typed again for another command. Options from files and
   * the environment are left out: they apply to that command too.
   */
  wordsOf(names: readonly OptionName[]): readonly string[] {
    const typed = this.#layers[0]?.values;
    return names.flatMap((name) => {
      const value = typed?.get(name);
      if (value === undefined || value === false) return [];
      if (value === true) return [`--${wordOf(name)}`];
      return (typeof value === 'object' ? value : [String(value)]).flatMap((each) => [
        `--${wordOf(name)}`,
        each,
      ]);
    });
  }

  #find(name: OptionName): { value: OptionValue; source: string } | undefined {
    for (const layer of this.#layers) {
      const value = layer.values.get(name);
      if (value === undefined) continue;
      this.#read.set(layer, (this.#read.get(layer) ?? new Set()).add(name));
      return { value, source: layer.describe(name) };
    }
    return undefined;
  }
}

function notSwitch(source: string, value: OptionValue): UsageError {
  return new UsageError(`${source} must be true or false, not ${String(value)}`, {
    hint: `Write true, yes, on or 1, or their opposites, for ${source}.`,
  });
}
