import type { RubyPlatform } from './platform.ts';
import type { Value } from './value.ts';

/** What names mean at one point in a formula. */
export interface Scope {
  /** The formula's own name, from its path. */
  readonly name: string;
  readonly platform: RubyPlatform;
  /** The text of the file, for messages and unknown conditions. */
  readonly source: Uint8Array;
  readonly constants: Map<string, Value | undefined>;
  /** A name that maps to undefined has a value that is not known. */
  readonly locals: Map<string, Value | undefined>;
  /** The build options declared so far, as `with-x`. */
  readonly options: Set<string>;
  /** Whether environment variables are the user's own, as in a Brewfile; brew does not pass those on to a formula. */
  readonly hasOwnEnvironment?: boolean;
  /** Returns what `version` means at this point. */
  readonly version: () => string | undefined;
}

const MAX_EXCERPT_BYTES = 200;

/** Returns the text of a node, cut if it is long. */
export function excerpt(
  { source }: Scope,
  { location }: { readonly location: { readonly startOffset: number; readonly length: number } },
): string {
  const { startOffset, length } = location;
  const bytes = source.subarray(startOffset, startOffset + Math.min(length, MAX_EXCERPT_BYTES));
  return new TextDecoder().decode(bytes).replaceAll(/\s+/g, ' ').trim();
}
