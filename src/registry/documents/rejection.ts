/** An element of a served list that brewpull leaves out, so that the rest stays usable. */
export interface Rejection {
  /** Where it stood, e.g. `manifests[3]`. */
  readonly where: string;
  /** What was wrong; holds no text of the server. */
  readonly reason: string;
}
