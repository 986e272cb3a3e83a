/** A part of the cache that is cleaned by age. */
export type CacheFolder = 'blobs' | 'partial' | 'references' | 'uploads' | 'advisories';

const HEX = '[0-9a-f]{64}';
const RANDOM = '[0-9a-f]{8}';
/** A file that is not finished yet, beside the one it will become. */
const UNFINISHED = String.raw`\.${HEX}\.${RANDOM}\.part`;

/** The names that the cache itself uses, as paths within each folder: `sha256/ab/abcd…`. */
const OWN_NAMES: Readonly<Record<CacheFolder, RegExp>> = {
  blobs: new RegExp(`^sha256/[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // A kept download, its mutex, and what a takeover left.
  partial: new RegExp(
    String.raw`^${HEX}(?:\.${RANDOM})?\.part(?:\.lock(?:\.takeover|\.${RANDOM})?)?$`,
  ),
  references: new RegExp(`^[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // Where registries accept the rest of an upload.
  uploads: new RegExp(`^[0-9a-f]{2}/(?:${HEX}|${UNFINISHED})$`),
  // Homebrew's advisories, what is known about them, and the mutex of the run that fetches them.
  advisories: new RegExp(
    String.raw`^(?:${HEX}\.json|fetched\.json|\.(?:download|fetched\.json)\.${RANDOM}\.part|update\.lock(?:\.takeover|\.${RANDOM})?)$`,
  ),
};

/** Returns whether a file of the cache has a name that brewpull uses there; `path` is within the folder, with `/`. */
export function isOwnName(part: CacheFolder, path: string): boolean {
  return OWN_NAMES[part].test(path);
}

/** Returns what a name in `partial` is about: the hex of its digest or, for the mutexes of the advisories, `update.lock`. */
export function subjectOf(name: string): string {
  return name.startsWith('update.lock') ? 'update.lock' : name.slice(0, 64);
}

/** Returns whether a file is only useful to the run that made it. */
export function isLeftover(part: CacheFolder, path: string): boolean {
  return part === 'partial' || path.endsWith('.part');
}
