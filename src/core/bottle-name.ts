import { InvalidFileError } from './errors.ts';

/** What names one bottle file. */
export interface BottleName {
  /** The formula's short name. */
  readonly formula: string;
  readonly pkgVersion: string;
  /** The bottle tag as the formula wrote it, without `_or_later`. */
  readonly bottleTag: string;
  readonly rebuild: number;
}

/**
 * Gives brew's own file name, `NAME--PKGVERSION.TAG.bottle[.REBUILD].tar.gz` (Library/Homebrew/bottle.rb:9-64 at aad366ffaf).
 * Throws {@link InvalidFileError} when a part of it, which comes from outside, would lead elsewhere or steer a terminal.
 */
export function bottleFileName(bottle: BottleName): string {
  return requireFileName(`${bottle.formula}--${bottle.pkgVersion}${extension(bottle)}`);
}

/** Tells whether a text can be a part of a file name: no separator, no space, nothing that does not show. */
export function isNamePart(text: string): boolean {
  return text !== '' && !/[\s\p{C}/\\]/u.test(text);
}

function requireFileName(name: string): string {
  if (isNamePart(name)) return name;
  throw new InvalidFileError(`${name} cannot be the name of a bottle`, {
    hint: 'Do not use where it comes from; ask another registry or tap.',
  });
}

/** Reads what {@link bottleFileName} writes; undefined for any other name. */
export function parseBottleFileName(name: string): BottleName | undefined {
  const match = FILE_NAME.exec(name);
  if (match === null) return undefined;
  const [, formula = '', pkgVersion = '', bottleTag = '', rebuild = '0'] = match;
  return { formula, pkgVersion, bottleTag, rebuild: Number(rebuild) };
}

const FILE_NAME =
  /^([\w@+.-]+?)--([\w@+.,~-]+)\.([a-z0-9_]+)\.bottle(?:\.([1-9]\d{0,5}))?\.tar\.gz$/;

/** Gives the name brew looks for beside a local bottle: without rebuild, `.json` (utils/bottles.rb `load_tab`). */
export function sidecarFileName(bottle: BottleName): string {
  return requireFileName(`${bottle.formula}--${bottle.pkgVersion}.${bottle.bottleTag}.bottle.json`);
}

/** Gives the name of the file that keeps a bottle's attestations beside it. */
export function attestationsFileName(bottle: BottleName): string {
  return bottleFileName(bottle).replace(/\.tar\.gz$/, '.attestations.json');
}

/**
 * Gives the URL path under a root URL that is no registry: one dash, URL-encoded as `ERB::Util.url_encode` does
 * (everything but letters, digits, `-`, `_`, `.` and `~`).
 */
export function flatUrlName(bottle: BottleName): string {
  const name = `${bottle.formula}-${bottle.pkgVersion}${extension(bottle)}`;
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function extension({ bottleTag, rebuild }: BottleName): string {
  return `.${bottleTag}.bottle${rebuild > 0 ? `.${rebuild}` : ''}.tar.gz`;
}
