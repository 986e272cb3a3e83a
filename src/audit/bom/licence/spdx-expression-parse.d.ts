/** The package has no types of its own. */
declare module 'spdx-expression-parse' {
  /** Throws an `Error` if the text is no expression, or names something that is not on SPDX's list. */
  export default function parse(text: string): unknown;
}
