import type { RubyPlatform } from './platform.ts';
import type { Value } from './value.ts';

/** What names mean at one place of a formula. */
export interface Scope {
  /** The formula's own name, from its path. */
  readonly name: string;
  readonly platform: RubyPlatform;
  /** The text of the file, for messages and unknown conditions. */
  readonly source: Uint8Array;
  readonly constants: Map<string, Value | undefined>;
  /** A name that is there with undefined is one whose value is not known. */
  readonly locals: Map<string, Value | undefined>;
  /** The build options that were declared so far, as `with-x`. */
  readonly options: Set<string>;
  /** Whether environment variables are the user's own choice, as in a Brewfile; brew hands none on to a formula. */
  readonly hasOwnEnvironment?: boolean;
  /** What `version` means right now. */
  readonly version: () => string | undefined;
}

const MAX_EXCERPT_BYTES = 200;

/** Gives the text of a node, cut when it is long. */
export function excerpt(
  { source }: Scope,
  { location }: { readonly location: { readonly startOffset: number; readonly length: number } },
): string {
  const { startOffset, length } = location;
  const bytes = source.subarray(startOffset, startOffset + Math.min(length, MAX_EXCERPT_BYTES));
  return new TextDecoder().decode(bytes).replaceAll(/\s+/g, ' ').trim();
}
