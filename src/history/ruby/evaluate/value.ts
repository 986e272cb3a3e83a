/** A Ruby value that is known without running anything. */
export type Value = string | number | boolean | null | Symbol | Version | Hash | readonly Value[];

interface Symbol {
  readonly kind: 'symbol';
  readonly name: string;
}

/** Homebrew's `Version`: text with parts. */
interface Version {
  readonly kind: 'version';
  readonly text: string;
}

interface Hash {
  readonly kind: 'hash';
  readonly pairs: readonly (readonly [Value, Value])[];
}

/** Longer strings and lists are not built: a formula that asks for them is hostile or broken. */
export const MAX_LENGTH = 65_536;

/** Returns whether a value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Finds the name of a symbol; undefined for any other value. */
export function symbolName(value: Value | undefined): string | undefined {
  return hasKind(value, 'symbol') ? value.name : undefined;
}

/** Lists the pairs of a hash; none for any other value. */
export function pairsOf(value: Value | undefined): readonly (readonly [Value, Value])[] {
  return hasKind(value, 'hash') ? value.pairs : [];
}

/** Finds the value of a symbol in a hash. */
export function findOption(value: Value | undefined, name: string): Value | undefined {
  return pairsOf(value).findLast(([key]) => symbolName(key) === name)?.[1];
}

/** Finds the text of a string or version; undefined for any other value. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return hasKind(value, 'version') ? value.text : undefined;
}

/** Writes a value as Ruby's `to_s` and interpolation do; undefined for lists and hashes. */
export function toText(value: Value | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return '';
  return textOf(value) ?? symbolName(value);
}

function hasKind<K extends (Symbol | Version | Hash)['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Symbol | Version | Hash, { kind: K }> {
  return typeof value === 'object' && value !== null && !isList(value) && value.kind === kind;
}
