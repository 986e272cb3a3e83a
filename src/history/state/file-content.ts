import { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleFacts, BottleState, HistoryPlace } from './bottle-span.ts';
import type { BottleEntry } from './formula-state.ts';

/** The file at one path after a commit. */
export type FileContent =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'present'; readonly oid: string; readonly facts: BottleFacts }
  | {
      readonly kind: 'unreadable';
      readonly oid: string;
      readonly line: number;
      readonly reason: string;
      /** The bottles its text may offer; undefined if it may offer any. */
      readonly mentions: readonly BottleEntry[] | undefined;
      /** What was thrown, if it was read just now. */
      readonly cause?: unknown;
    }
  /** A symbolic link; `target` is the name of the formula it points to. */
  | { readonly kind: 'link'; readonly oid: string; readonly target: string };

/** Returns the oid of a file; undefined if it was deleted. */
export function oidOf(content: FileContent | undefined): string | undefined {
  return content === undefined || content.kind === 'deleted' ? undefined : content.oid;
}

/**
 * Turns a place into the state of a formula by adding the file there; `place` itself is changed, not copied. A link becomes an
 * unreadable state without bottles: the formula it points to has its own history.
 */
export function toState<Place extends HistoryPlace>(
  place: Place,
  content: FileContent,
): Place & BottleState {
  switch (content.kind) {
    case 'deleted':
      return Object.assign(place, { status: content.kind });
    case 'present':
      return Object.assign(place, { status: content.kind, formula: content.facts });
    case 'link':
    case 'unreadable': {
      const { line, reason, mentions, cause } =
        content.kind === 'link'
          ? { line: 1, reason: 'it is a symbolic link', mentions: [], cause: undefined }
          : content;
      const where = { path: place.path, line, commit: place.commit.oid };
      const error = new FormulaUnreadableError(where, reason, { cause });
      return Object.assign(place, { status: 'unreadable' as const, error, mentions });
    }
  }
}
