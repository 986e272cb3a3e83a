/** The package has no types of its own. */
declare module 'spdx-expression-parse' {
  /** Throws an `Error` for what is no expression, or names what is not on SPDX's list. */
  export default function parse(text: string): unknown;
}
