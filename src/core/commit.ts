/** One commit of a tap. */
export interface Commit {
  /** The full oid. */
  readonly oid: string;
  /** Commit time in UTC, ISO 8601 with seconds: `2023-09-16T04:11:02Z`. */
  readonly date: string;
  /** The first line of the message. */
  readonly subject: string;
}
