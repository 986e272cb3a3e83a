/** A part of the cache that is cleaned by age. */
export type CacheFolder = 'blobs' | 'partial' | 'references' | 'uploads' | 'advisories';

const HEX = '[0-9a-f]{64}';
const RANDOM = '[0-9a-f]{8}';
/** A file that is not finished yet, beside the one that it becomes. */
const UNFINISHED = String.raw`\.${HEX}\.${RANDOM}\.part`;

/** What the cache itself makes, by its path in the part: `sha256/ab/abcd…`. */
const OWN_NAMES: Readonly<Record<CacheFolder, RegExp>> = {
  blobs: new RegExp(`^sha256/[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // A kept download, the mutex over it, and what a takeover left.
  partial: new RegExp(
    String.raw`^${HEX}(?:\.${RANDOM})?\.part(?:\.lock(?:\.takeover|\.${RANDOM})?)?$`,
  ),
  references: new RegExp(`^[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // Where registries take the rest of uploads.
  uploads: new RegExp(`^[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // Homebrew's advisories, what is known of them, and the mutex of who fetches them.
  advisories: new RegExp(
    String.raw`^(?:${HEX}\.json|fetched\.json|\.(?:download|fetched\.json)\.${RANDOM}\.part|update\.lock(?:\.takeover|\.${RANDOM})?)$`,
  ),
};

/** Tells whether a file of the cache has a name that brewpull gives there; `path` is in the part, with `/`. */
export function isOwnName(part: CacheFolder, path: string): boolean {
  return OWN_NAMES[part].test(path);
}

/** Gives what a name in `partial` is about: the digest's hex, which the mutex over it is named for, too. Others are mutexes. */
export function subjectOf(name: string): string {
  return name.startsWith('update.lock') ? 'update.lock' : name.slice(0, 64);
}

/** Tells whether a file is of use only to the run that made it. */
export function isLeftover(part: CacheFolder, path: string): boolean {
  return part === 'partial' || path.endsWith('.part');
}
