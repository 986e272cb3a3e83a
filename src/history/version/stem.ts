/** The text that version rules look at. */
export interface VersionSubject {
  /** The whole URL or git tag. */
  readonly whole: string;
  /** The file name without what Homebrew considers its extension. */
  readonly stem: string;
}

const BOTTLE_EXTENSION = /\.[a-z0-9_]+\.bottle\.(?:\d+\.)?tar\.gz$/;
const DOUBLE_EXTENSION = /\.(?:tar|cpio|pax)\.(?:gz|bz2|lz|xz|zst|Z)$/;

/**
 * Prepares a URL or git tag for the version rules.
 * Rules: Library/Homebrew/version/parser.rb and extend/pathname.rb at aad366ffaf.
 */
export function createSubject(whole: string): VersionSubject {
  if (/(?:sourceforge\.net|sf\.net)\/.*\/download$/.test(whole)) {
    return { whole, stem: stemOf(basename(dirname(whole))) };
  }
  const name = basename(whole);
  return { whole, stem: /\.[^a-zA-Z]+$/.test(whole) ? name : stemOf(name) };
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extensionOf(name).length);
}

function extensionOf(name: string): string {
  const known = BOTTLE_EXTENSION.exec(name) ?? DOUBLE_EXTENSION.exec(name);
  if (known !== null) return known[0];
  // The last part of a version number is not an extension.
  if (/\b\d+\.\d+[^.]*$/.test(name) && !name.endsWith('.7z')) return '';
  return /(?<=.)\.[^.]*$/.exec(name)?.[0] ?? '';
}

function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function dirname(path: string): string {
  return path.replace(/\/+[^/]*\/*$/, '');
}

/** Decodes percent escapes and pluses as a web form does; leaves invalid escapes unchanged. */
export function decodeForm(text: string): string {
  if (!/[%+]/.test(text)) return text;
  return text
    .replaceAll('+', ' ')
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
      Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
    );
}
