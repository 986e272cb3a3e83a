import { nameOfKey } from '../../tap/former-key.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { formatTime } from '../../../core/iso-time.ts';
import { isFormulaName, isTapName } from '../../tap/formula-ref.ts';

/** No version, path or address is longer. */
const LONGEST_TEXT = 1000;
const BOTTLE_TAG = /^\w{1,64}$/;
const ROOT_URL = /^[a-z][a-z0-9+.-]*:\S+$/i;
const DAY_OR_MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/;
const CHECKSUM = { sha256: /^[0-9a-f]{64}$/, sha1: /^[0-9a-f]{40}$/ } as const;
const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const INVISIBLE = /\p{C}/u;
/** 9999-12-31T23:59:59Z, the last moment that ISO 8601 writes with a four-digit year. */
const LAST_SECOND = 253_402_300_799;

/*
 * The texts of an answers file come from outside. Each of these functions returns its text or throws InvalidFileError. Writers
 * call them, too, so whatever is written can be read.
 */

/** Checks the name of a formula. */
export function requireName(text: string): string {
  return require(isFormulaName(text), text, 'a formula name');
}

/** Checks the key of a formula. */
export function requireKey(text: string): string {
  return require(isFormulaName(nameOfKey(text)), text, 'a formula key');
}

/** Checks a tap, as `user/name`. */
export function requireTap(text: string): string {
  return require(isTapName(text), text, 'a tap');
}

/** Checks where a formula went: `user/repo`, `user/repo/name`, or a name. */
export function requireDestination(text: string): string {
  const parts = text.split('/');
  const [name = ''] = parts.length === 2 ? [] : parts.splice(-1);
  const isPlace =
    (parts.length === 0 || isTapName(parts.join('/').toLowerCase())) &&
    (name === '' ? parts.length === 2 : isFormulaName(name));
  return require(isPlace, text, 'a tap or a formula');
}

/** Checks a bottle tag of any era, including those of systems that brewpull does not know. */
export function requireBottleTag(text: string): string {
  return require(BOTTLE_TAG.test(text), text, 'a bottle tag');
}

/** Checks the address of a server, as a formula has it. */
export function requireRootUrl(text: string): string {
  return requireText(require(ROOT_URL.test(text), text, 'a server address'));
}

/** Checks a checksum in lower-case hexadecimal digits. */
export function requireChecksum(text: string, algorithm: 'sha256' | 'sha1'): string {
  return require(CHECKSUM[algorithm].test(text), text, `a ${algorithm}`);
}

/** Checks the id of a commit. */
export function requireOid(text: string): string {
  return require(OID.test(text), text, 'a commit id');
}

/** Checks a day or a moment: `2023-09-16`, or `2023-09-16T04:05:06Z`. */
export function requireDate(text: string): string {
  const isDate = DAY_OR_MOMENT.test(text) && !Number.isNaN(Date.parse(text));
  return require(isDate, text, 'a date');
}

/** Checks any text that can be shown to the user, such as a version, a cellar or a note. */
export function requireText(text: string): string {
  const isText = text.length <= LONGEST_TEXT && !INVISIBLE.test(text);
  return require(isText, text, 'printable text');
}

/** Converts a moment, written as `formatTime` does, to seconds since 1970. */
export function secondsOf(moment: string): number {
  const seconds = Date.parse(moment) / 1000;
  const isMoment = isSecond(seconds) && formatTime(seconds) === moment;
  require(isMoment, moment, 'a time in whole seconds, such as 2023-09-16T04:05:06Z');
  return seconds;
}

/** Converts seconds since 1970 to a moment. */
export function momentOf(seconds: number): string {
  const known = MOMENTS.get(seconds);
  if (known !== undefined) return known;
  require(isSecond(seconds), String(seconds), 'a number of seconds since 1970');
  const moment = formatTime(seconds);
  if (MOMENTS.size === MOST_MOMENTS) MOMENTS.clear();
  MOMENTS.set(seconds, moment);
  return moment;
}

/** Moments already formatted: many bottles come and go with one commit, or on one day. */
const MOMENTS = new Map<number, string>();
const MOST_MOMENTS = 10_000;

function isSecond(seconds: number): boolean {
  return Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= LAST_SECOND;
}

function require(holds: boolean, text: string, what: string): string {
  if (holds) return text;
  throw new InvalidFileError(`${JSON.stringify(text.slice(0, LONGEST_TEXT))} is not ${what}`);
}
