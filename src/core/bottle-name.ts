import { InvalidFileError } from './errors.ts';

/** The parts of a bottle's file name. */
export interface BottleName {
  /** The formula's short name. */
  readonly formula: string;
  readonly pkgVersion: string;
  /** The bottle tag as the formula wrote it, without `_or_later`. */
  readonly bottleTag: string;
  readonly rebuild: number;
}

/**
 * Returns brew's own file name, `NAME--PKGVERSION.TAG.bottle[.REBUILD].tar.gz` (Library/Homebrew/bottle.rb:9-64 at aad366ffaf).
 * Throws {@link InvalidFileError} if a part of it, which comes from outside, would lead elsewhere or control a terminal.
 */
export function bottleFileName(bottle: BottleName): string {
  return requireFileName(`${bottle.formula}--${bottle.pkgVersion}${extension(bottle)}`);
}

/** Returns whether a text can be part of a file name: no separators, no spaces, nothing invisible. */
export function isNamePart(text: string): boolean {
  return text !== '' && !/[\s\p{C}/\\]/u.test(text);
}

function requireFileName(name: string): string {
  if (isNamePart(name)) return name;
  throw new InvalidFileError(`${name} cannot be the name of a bottle`, {
    hint: 'Do not trust its source; use another registry or tap.',
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

/** Returns the name of the `.json` file brew looks for beside a local bottle, without rebuild (utils/bottles.rb `load_tab`). */
export function sidecarFileName(bottle: BottleName): string {
  return requireFileName(`${bottle.formula}--${bottle.pkgVersion}.${bottle.bottleTag}.bottle.json`);
}

/** Returns the name of the file beside a bottle that holds its attestations. */
export function attestationsFileName(bottle: BottleName): string {
  return bottleFileName(bottle).replace(/\.tar\.gz$/, '.attestations.json');
}

/**
 * Returns the URL path below a root URL that is not a registry: one dash, URL-encoded like `ERB::Util.url_encode` (everything
 * except letters, digits, `-`, `_`, `.` and `~`).
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
