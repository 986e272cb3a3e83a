import type { AnswersHeader } from '../../history/answers-file/answers.ts';
import { tapOfRemote } from '../../history/tap/tap-remote.ts';

/** A history that answers are read from. */
export interface ReadHistory {
  readonly tap: string;
  /** The newest commit that counts, and its date. */
  readonly head: string;
  readonly headDate: string;
  /** When the history begins, ISO 8601. */
  readonly begins: string;
  /** Where it was cloned or fetched from; undefined if that is not known. */
  readonly remoteUrl: string | undefined;
  /** Whether it is the copy that `sync` keeps of this tap. */
  readonly isManaged: boolean;
}

/**
 * Plans what a file says about the history it is made from. The commit is recorded only if the clone is known to be of the tap
 * itself: a mirror may have commits that nobody else has.
 */
export function planHeader(history: ReadHistory): Omit<AnswersHeader, 'targets'> {
  const { tap, head, headDate: date, begins } = history;
  const isOwn = isTapItself(history);
  const mirror = isOwn ? undefined : nameOfRemote(history.remoteUrl ?? '');
  const note = isOwn || mirror !== undefined ? undefined : UNNAMED;
  const source = { name: mirror ?? tap, from: toDay(begins), until: toDay(date), note };
  return {
    tap,
    head: { commit: isOwn ? head : undefined, date },
    begins,
    sources: [source],
  };
}

const UNNAMED = 'Read from a clone that does not say where it was cloned from.';

function isTapItself({ tap, remoteUrl, isManaged }: ReadHistory): boolean {
  const named = tapOfRemote(remoteUrl ?? '');
  // If the address does not name the tap, the user named it to `sync`.
  return named === tap || (named === undefined && isManaged);
}

/** A path on a server, as a URL or in ssh notation. A single letter before a colon is a drive. */
const ON_A_SERVER = /^(?!file:)(?:[a-z][a-z0-9+.-]*:\/\/[^/]+\/|[^/]{2,}:(?!\/\/))([^?#]+)/i;

/** Returns the last two parts of a network address, which is what people call the repository. A local path is not a name. */
function nameOfRemote(url: string): string | undefined {
  const path = ON_A_SERVER.exec(url.trim())?.[1] ?? '';
  const [name = '', owner = ''] = path.replace(/\/+$/, '').split('/').toReversed();
  const words = [owner, name.replace(/\.git$/, '')];
  return words.every((word) => /^[\w.-]+$/.test(word)) ? words.join('/') : undefined;
}

function toDay(date: string): string {
  return date.slice(0, 10);
}
