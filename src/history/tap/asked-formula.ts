import { UsageError } from '../../core/errors.ts';
import { withoutPassword } from '../../core/redact.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import { findMeantName } from './meant-name.ts';
import { formatFormulaRef, parseFormulaRef, type FormulaRef } from './formula-ref.ts';

/** A formula as it is asked for: its last bottle, or that of one version. */
export interface AskedFormula extends FormulaRef {
  /** Undefined for the last. */
  readonly version?: WantedVersion | undefined;
}

/** As a keg is called, and what `history` lists: with a revision and a rebuild. */
const VERSION = /^[\w+][\w+\-.,~#:@]*$/;
/** Begins as versions do. */
const LIKE_A_VERSION = /^v?\d/;
/** What other tools take for the newest. */
const NEWEST_WORDS = new Set(['latest', 'newest', 'last', 'stable', 'current']);

/**
 * Parses `vim`, `vim=9.0.1450`, or either with its tap, `user/tap/name=1.2`. Throws {@link UsageError}, which names the right line
 * for the ways in which other tools write versions.
 */
export function parseAskedFormula(text: string): AskedFormula {
  const written = text.trim();
  const at = written.indexOf('=');
  if (at === -1) {
    refuseColon(written);
    if (/[^/]@$/.test(written)) {
      const name = written.slice(0, -1);
      throw new UsageError(`${quoted(written)} names no version`, {
        hint: `Write ${name} alone for the last bottle; brewpull history ${name} lists the versions.`,
      });
    }
    return { ...parseFormulaRef(written), version: undefined };
  }
  const name = written.slice(0, at);
  const wanted = written.slice(at + 1);
  if (name === '') {
    throw new UsageError(`${quoted(written)} names a version and no formula`, {
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
 * Reads a name that no formula has as a formula and its version: 9.0 of `vim@9.0`. Undefined for one that cannot be meant so.
 */
export function readAtVersion({ tap, name, version }: AskedFormula): AskedFormula | undefined {
  const [, formula, text] = /^(.+)@([^@]+)$/.exec(name) ?? [];
  if (version !== undefined || formula === undefined || text === undefined) return undefined;
  return /^\d/.test(text) && VERSION.test(text)
    ? { tap, name: formula, version: { text } }
    : undefined;
}

/** Tells whether a word is a version and can be no formula's name: `9.0.1850`. */
export function isBareVersion(text: string): boolean {
  return /^=?v?\d+(?:[._-]\d+)+[\w+.-]*$/.test(text) || /^\d+$/.test(text);
}

function parseVersion(text: string, name: string): string {
  const plain = text.replace(/^[=v]+(?=\d)/, '');
  const asked = VERSION.test(plain) ? plain : '9.0.1450';
  const list = `brewpull history ${name} lists the versions.`;
  if (text === '') {
    throw new UsageError(`${name}= names no version`, {
      hint: `Write one after it, or ${name} alone for the last bottle; ${list}`,
    });
  }
  if (NEWEST_WORDS.has(text.toLowerCase())) {
    throw new UsageError(`${name}=${text} names no version`, {
      hint: `Write ${name} alone: that is the last bottle for the Mac.`,
    });
  }
  if (text.startsWith('=') || (plain !== text && VERSION.test(plain))) {
    throw new UsageError(`${quoted(`${name}=${text}`)} is not how a version is asked for`, {
      hint: `Write ${name}=${asked}.`,
    });
  }
  if (/^HEAD(?:-|$)/.test(text)) {
    throw new UsageError(`${name}=${text}: HEAD is built from source and has no bottle`, {
      hint: `Ask for a version, or for ${name} alone; ${list}`,
    });
  }
  if (/[*?^<>!|]|^~|\.x$/.test(text)) {
    throw new UsageError(
      `${quoted(`${name}=${text}`)} asks for a range, and one version is asked for at a time`,
      {
        hint: `Write one, e.g. ${name}=9.0.1450; ${list}`,
      },
    );
  }
  if (!VERSION.test(text)) {
    throw new UsageError(`${quoted(withoutPassword(text))} is not a version`, {
      hint: `Write ${name}=VERSION, e.g. ${name}=9.0.1450; ${list}`,
    });
  }
  return text;
}

function refuseColon(text: string): void {
  const [, name = '', version = ''] = /^([^:]+):([^:/]+)$/.exec(text) ?? [];
  if (!LIKE_A_VERSION.test(version)) return;
  const meant = findMeantName(text);
  const formula = meant?.kind === 'formula' ? meant.formula : name;
  throw new UsageError(`${quoted(text)} is not how a version is asked for`, {
    hint: `Write ${formula}=${version.replace(/^v/, '')}.`,
  });
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
