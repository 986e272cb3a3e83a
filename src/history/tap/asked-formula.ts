import { UsageError } from '../../core/errors.ts';
import { withoutPassword } from '../../core/redact.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import { findMeantName } from './meant-name.ts';
import { formatFormulaRef, parseFormulaRef, type FormulaRef } from './formula-ref.ts';

/** A formula that the user asks for: its last bottle, or that of one version. */
export interface AskedFormula extends FormulaRef {
  /** Undefined for the last bottle. */
  readonly version?: WantedVersion | undefined;
}

/** A version as in a keg's name, and as `history` lists it: with a revision and a rebuild. */
const VERSION = /^[\w+][\w+\-.,~#:@]*$/;
/** More than one version: `>=9`, `^9`, `9.*`, `9.x`. */
const RANGE = /[*?^<>!|]|^~|\.x$/;
/** A name directly followed by a range: `vim>=9`, `vim~>9.0`, `user/tap/vim@^9`. */
const BEFORE_RANGE = /^((?:[\w-]+\/[\w-]+\/)?\w[\w+\-.]*(?:@[\w.]+)?)@?\s*([~^<>!].*\d.*)$/s;
/** Begins as versions do. */
const LIKE_A_VERSION = /^v?\d/;
/** What other tools accept for the newest version. */
const NEWEST_WORDS = new Set(['latest', 'newest', 'last', 'stable', 'current']);

/**
 * Parses `vim`, `vim=9.0.1450`, or either with its tap, `user/tap/name=1.2`. Throws an error with code `USAGE`, which shows the
 * correct form if the version is written as in other tools.
 */
export function parseAskedFormula(text: string): AskedFormula {
  const written = text.trim();
  refuseOtherWays(written);
  const at = written.indexOf('=');
  if (at === -1) {
    if (/[^/]@$/.test(written)) {
      const name = written.slice(0, -1);
      throw new UsageError(`${quoted(written)} does not name a version`, {
        hint: `Write ${name} alone for the last bottle; brewpull history ${name} lists the versions.`,
      });
    }
    return { ...parseFormulaRef(written), version: undefined };
  }
  const name = written.slice(0, at);
  const wanted = written.slice(at + 1);
  if (name === '') {
    throw new UsageError(`${quoted(written)} names a version but no formula`, {
      hint: 'Write the formula first, e.g. vim=9.0.1450.',
    });
  }
  const ref = parseFormulaRef(name);
  return { ...ref, version: { text: parseVersion(wanted, formatFormulaRef(ref)) } };
}

/** Writes a formula as {@link parseAskedFormula} reads it. */
export function formatAskedFormula({ version, ...ref }: AskedFormula): string {
  const name = formatFormulaRef(ref);
  return version === undefined ? name : `${name}=${version.text}`;
}

/**
 * Reads a name that no formula has as a formula and its version: `vim@9.0` as version 9.0 of vim. Undefined if it cannot be that.
 */
export function readAtVersion({ tap, name, version }: AskedFormula): AskedFormula | undefined {
  const [, formula, text] = /^(.+)@([^@]+)$/.exec(name) ?? [];
  if (version !== undefined || formula === undefined || text === undefined) return undefined;
  return /^\d/.test(text) && VERSION.test(text)
    ? { tap, name: formula, version: { text } }
    : undefined;
}

/** Returns whether a word is a version and cannot be the name of a formula: `9.0.1850`. */
export function isBareVersion(text: string): boolean {
  return /^=?v?\d+(?:[._-]\d+)+[\w+.-]*$/.test(text) || /^\d+$/.test(text);
}

function parseVersion(text: string, name: string): string {
  const bare = text.trim().replace(/^[=:@\s]+/, '');
  const plain = bare.replace(/^v(?=\d)/, '');
  if (bare === '') {
    throw new UsageError(`${name}= does not name a version`, {
      hint: `Write one after it, or ${name} alone for the last bottle; brewpull history ${name} lists the versions.`,
    });
  }
  refuseNoVersion(bare, name, `${name}=${text}`);
  if (plain !== text && VERSION.test(plain)) throw otherWay(`${name}=${text}`, name, plain);
  // A version that was cut off when it was copied: `9.0.1900_`.
  const whole = plain.replace(/[_.,~#:@-]+$/, '');
  if (whole === text && VERSION.test(text)) return text;
  throw new UsageError(`${quoted(withoutPassword(text))} is not a version`, {
    hint: VERSION.test(whole)
      ? `Write ${name}=${whole}.`
      : `Write ${name}=VERSION; brewpull history ${name} lists the versions.`,
  });
}

/** Throws {@link UsageError} for what other tools write in place of a version. */
function refuseNoVersion(text: string, name: string, written: string): void {
  const list = `brewpull history ${name} lists the versions.`;
  if (NEWEST_WORDS.has(text.toLowerCase())) {
    throw new UsageError(`${quoted(written)} does not name a version`, {
      hint: `Write ${name} alone: that is the last bottle for the Mac.`,
    });
  }
  if (/^HEAD(?:-|$)/.test(text)) {
    throw new UsageError(`${quoted(written)}: HEAD is built from source and has no bottle`, {
      hint: `Ask for a version, or for ${name} alone; ${list}`,
    });
  }
  if (!RANGE.test(text)) return;
  throw new UsageError(
    `${quoted(written)} asks for a range, but only one version can be asked for`,
    { hint: `Write ${name} alone for the last bottle, or ${name}=VERSION; ${list}` },
  );
}

/** Refuses `vim>=9`, `vim^9`, `vim:9.0` and, in homebrew/core, where only digits follow an `@`, `vim@latest` and `vim@v9`. */
function refuseOtherWays(text: string): void {
  const [, name = '', range = ''] = BEFORE_RANGE.exec(text) ?? [];
  if (range !== '') refuseNoVersion(range, formatFormulaRef(parseFormulaRef(name)), text);
  const [, before = '', version = ''] = /^([^:]+):([^:/]+)$/.exec(text) ?? [];
  if (LIKE_A_VERSION.test(version) || NEWEST_WORDS.has(version.toLowerCase())) {
    const meant = findMeantName(text);
    refuseOne(version, meant?.kind === 'formula' ? meant.formula : before, text);
  }
  const [, core, word = ''] = /^(?:homebrew\/core\/)?([^/@]+)@([^/@]+)$/i.exec(text) ?? [];
  if (core === undefined) return;
  const isVersion = /^\d/.test(word) && !RANGE.test(word);
  const isMeant = /^v?\d/.test(word) || NEWEST_WORDS.has(word.toLowerCase());
  if (isMeant && !isVersion) refuseOne(word, core.toLowerCase(), text);
}

function refuseOne(version: string, name: string, written: string): never {
  refuseNoVersion(version, name, written);
  throw otherWay(written, name, version.replace(/^v/, ''));
}

function otherWay(written: string, name: string, version: string): UsageError {
  return new UsageError(`${quoted(written)} is not how to ask for a version`, {
    hint: `Write ${name}=${version}.`,
  });
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
