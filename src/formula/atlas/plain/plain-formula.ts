import { hash } from 'node:crypto';

import type { BottleFacts } from '../../../core/bottle-span.ts';
import { detectAllVersions } from '../../version/detect-version.ts';
import { readPlainBottle } from './plain-bottle.ts';
import { PlainLines } from './plain-lines.ts';

const PREAMBLE = /^(?:#.*)?$/;
const CLASS = /^class [A-Z]\w* < Formula$/;
const VALUE = /^ {2}(url|version) "([^"\\#]*)"$/;
const WHOLE_URL = /^[a-z+]+:\/\/[^/]+\//;
const REVISION = /^ {2}revision (\d{1,9})$/;
/** Statements that say nothing about version or bottles, on one line. */
const OTHER =
  /^ {2}(?:desc|homepage|mirror|sha256|license|head|depends_on|uses_from_macos|conflicts_with|keg_only|fails_with|deprecate!|disable!|link_overwrite|skip_clean|option|deprecated_option|needs|env|include|plist_options|pypi_packages|preserve_rpath|no_autobump!|compatibility_version|private)\b[^;]*$/;
const BODY =
  /^ {2}(?:def [a-z_]\w*[?!]?(?:\([^()]*\))?|(?:livecheck|head|patch|test|service|pour_bottle\?|(?:resource|fails_with|patch) ?\(?[^;]*\)?) do(?: \|\w+\|)?)$/;
const SYSTEM_BODY = /^ {2}on_\w+(?: [^;]*)? do$/;
const SYSTEM_LINE = /^\s+(?:url|version|revision|bottle|stable|sha256|mirror|disable!|head)\b/;
const TEXT = /^ {2}(?:desc|homepage) "[^"\\#]*"$/;
const OPENING = /[[({]$/;
const UNFINISHED = /[|&\\=.+]$/;
const CLOSING = /^ {2}[\])}]$/;
const ARGUMENTS =
  /^ {3,}(?:(?:\w+: +)?(?:"[^"\\#]*"|:\w+)(?: +=> +(?:"[^"\\#]*"|:\w+))?(?:, +|,?$))+$/;

/** What is known of a formula's file from another of its states: most changes leave all below the bottle block alone. */
export interface PlainMemory {
  /** The sha1 of such an end that was read, and says nothing about version or bottles. */
  end: string | undefined;
}

/**
 * Reads what a formula says about its bottles when its text has the form that nearly all have today: one statement a line,
 * class level at two spaces. Gives undefined whenever a line is not one it knows; then Ruby's own parser decides. Ten
 * times faster than that parser. The inside of methods is skipped, so that an error of syntax in there goes unnoticed.
 */
export function readPlainFormula(
  bytes: Uint8Array,
  date: string,
  memory: PlainMemory = { end: undefined },
): BottleFacts | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (text.includes('\r') || text.includes('\n=begin')) return undefined;
  const lines = new PlainLines(text);
  while (lines.step() && PREAMBLE.test(lines.line));
  if (!CLASS.test(lines.line)) return undefined;
  const found = readClass(lines, { memory, bytes });
  if (found === undefined) return undefined;
  const { url, version, revision, bottle } = found;
  if (url === undefined) return undefined;
  if (version !== undefined) return { version, revision, otherVersions: [], bottle };
  const detected = detect(url, date);
  return detected === undefined ? undefined : { ...detected, revision, bottle };
}

interface ClassFacts {
  url: string | undefined;
  version: string | undefined;
  revision: number;
  bottle: BottleFacts['bottle'];
}

/** Reads to the end of the text, which is the `end` of the class but for empty lines and `__END__`. */
function readClass(
  lines: PlainLines,
  { memory, bytes }: { readonly memory: PlainMemory; readonly bytes: Uint8Array },
): ClassFacts | undefined {
  const facts: ClassFacts = {
    url: undefined,
    version: undefined,
    revision: 0,
    bottle: undefined,
  };
  const seen = new Set<string>();
  let end: { readonly sha1: string; readonly seen: number } | undefined;
  while (lines.step()) {
    const { line } = lines;
    if (line === 'end') {
      if (!isEnd(lines)) return undefined;
      if (end?.seen === seen.size) memory.end = end.sha1;
      return facts;
    }
    if (/^\s*(?:#|$)/.test(line)) continue;
    const what = readStatement(lines, facts);
    if (what === undefined || (what !== 'other' && seen.has(what))) return undefined;
    if (what === 'other') continue;
    seen.add(what);
    if (what === 'bottle') {
      end = { sha1: hash('sha1', bytes.subarray(lines.offset)), seen: seen.size };
      if (end.sha1 === memory.end) return facts;
    }
  }
  return undefined;
}

/** Skips the rest of a statement whose arguments go on below; false when they do not look like arguments. */
function skipArguments(lines: PlainLines): boolean {
  const isBracket = OPENING.test(lines.line);
  let isOpen = isBracket || lines.line.endsWith(',');
  while (isOpen || isBracket) {
    if (!lines.step()) return false;
    if (isBracket && CLOSING.test(lines.line)) return true;
    if (!isOpen || !ARGUMENTS.test(lines.line)) return false;
    isOpen = lines.line.endsWith(',');
  }
  return true;
}

/** Reads one statement; undefined when it is not known. */
function readStatement(lines: PlainLines, facts: ClassFacts): string | undefined {
  const { line } = lines;
  const value = VALUE.exec(line);
  if (value !== null) {
    const [, what = '', text = ''] = value;
    if (!/^[\x20-\x7e]+$/.test(text)) return undefined;
    // A text that lost its slashes is no longer Ruby in places that are not looked at here.
    if (what === 'url' && !WHOLE_URL.test(text)) return undefined;
    if (what === 'url') facts.url = text;
    else facts.version = text;
    return what;
  }
  const revision = REVISION.exec(line)?.[1];
  if (revision !== undefined) {
    facts.revision = Number(revision);
    return 'revision';
  }
  if (line === '  bottle do') {
    facts.bottle = readPlainBottle(lines);
    return facts.bottle === undefined ? undefined : 'bottle';
  }
  if (BODY.test(line)) return lines.skipBody(() => true) ? 'other' : undefined;
  if (SYSTEM_BODY.test(line)) {
    return lines.skipBody((each) => !SYSTEM_LINE.test(each)) ? 'other' : undefined;
  }
  if (TEXT.test(line)) return 'other';
  const isKnown = OTHER.test(line) && !line.includes('<<') && !UNFINISHED.test(line);
  if (!isKnown || / do(?: \|.*\|)?$/.test(line)) return undefined;
  return skipArguments(lines) ? 'other' : undefined;
}

/** After the class only empty lines may come, or `__END__` and anything. */
function isEnd(lines: PlainLines): boolean {
  while (lines.step()) {
    if (lines.line === '__END__') return true;
    if (lines.line !== '') return false;
  }
  return true;
}

type Detected = Pick<BottleFacts, 'version' | 'otherVersions'>;

/** A bump and its bottle commit show the same URL, mostly on the same day. */
const DETECTED = new Map<string, Detected | undefined>();

function detect(url: string, date: string): Detected | undefined {
  const key = `${date.slice(0, 10)} ${url}`;
  const known = DETECTED.get(key);
  if (known !== undefined || DETECTED.has(key)) return known;
  const { version, otherVersions } = detectAllVersions(url, { date });
  const detected = version === undefined ? undefined : { version, otherVersions };
  if (DETECTED.size >= 5000) DETECTED.clear();
  DETECTED.set(key, detected);
  return detected;
}
