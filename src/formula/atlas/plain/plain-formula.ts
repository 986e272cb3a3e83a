import { isNamePart } from '../../../core/bottle-name.ts';
import type { BottleFacts } from '../../../core/bottle-span.ts';
import { detectAllVersions } from '../../version/detect-version.ts';
import type { VersionFacts } from '../file/path-change.ts';
import { readPlainBottle } from './plain-bottle.ts';
import { PlainLines } from './plain-lines.ts';

const BLOCK = '  bottle do';
const NOTHING = /^\s*(?:#|$)/;
const PREAMBLE = /^(?:#.*|require "[\w/.-]+")?$/;
const CLASS = /^class [A-Z]\w* < Formula$/;
const VALUE = /^ {2}(url|version) "([^"\\#]*)"(,?)$/;
/** An argument of `url` on a line of its own. */
const URL_ARGUMENT = /^ {3,}(tag|revision|branch): +"([^"\\#]*)"(,?)$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
const WHOLE_URL = /^[a-z+]+:\/\/[^/]+\//;
const REVISION = /^ {2}revision (\d{1,9})$/;
/** Statements that say nothing about version or bottles, on one line. */
const OTHER =
  /^ {2}(?:desc|homepage|mirror|sha256|license|head|depends_on|uses_from_macos|conflicts_with|keg_only|fails_with|deprecate!|disable!|link_overwrite|skip_clean|option|deprecated_option|needs|env|include|plist_options|pypi_packages|preserve_rpath|no_autobump!|deny_network_access!|compatibility_version|version_scheme|pour_bottle\?|private|patch :DATA|def [a-z_]\w*[?!]? =)(?=[ (]|$)[^;]*$/;
const BODY =
  /^ {2}(?:def [a-z_]\w*[?!]?(?:\([^()]*\))?|(?:livecheck|head|patch|test|service|post_install_steps|pour_bottle\?|(?:resource|fails_with|patch) ?\(?[^;]*\)?) do(?: \|\w+\|)?)$/;
const SYSTEM_BODY = /^ {2}on_\w+(?: [^;]*)? do$/;
const SYSTEM_LINE = /^\s+(?:url|version|revision|bottle|stable|sha256|mirror|disable!|head)\b/;
const TEXT = /^ {2}(?:desc|homepage) "[^"\\#]*"$/;
/** A comment after a statement; one with quotes could be the rest of a string. */
const COMMENT = / +#[^"'`]*$/;
const OPENING = /[[({]$/;
const DEPENDENCY = /^ {2}(?:depends_on|uses_from_macos)\b/;
const ENDED = /[^,[({]$/;
const UNFINISHED = /[|&\\=.+]$/;
const CLOSING = /^ {2}[\])}]$/;
const ARGUMENTS = /^ {3,}(?:"[^"\\#]*"|:\w+|\w+:(?= )|=>|%w\[[^[\]#\\]*\]|[{}[\], ])+$/;

/** What a formula's text says, and where. */
export interface PlainFormula {
  readonly facts: BottleFacts;
  /** Where its bottle block begins, below the `do`, and ends; undefined when what stands below says something, too. */
  readonly block: { readonly start: number; readonly end: number } | undefined;
}

/**
 * Reads what a formula says about its bottles when its text has the form that nearly all have today: one statement a line,
 * class level at two spaces. Gives undefined whenever a line is not one it knows; then Ruby's own parser decides. Ten
 * times faster than that parser. The inside of methods is skipped, so that an error of syntax in there goes unnoticed.
 */
export function readPlainFormula(bytes: Buffer, date: string): PlainFormula | undefined {
  const text = bytes.toString('latin1');
  const lines = openClass(text);
  if (lines === undefined) return undefined;
  const known = new ClassFacts();
  let block: PlainFormula['block'];
  let saidAbove = 0;
  while (lines.step()) {
    if (lines.line === 'end') {
      const version = isEnd(lines) ? known.versionOn(date) : undefined;
      if (version === undefined) return undefined;
      const isLast = saidAbove === known.said.size;
      return { facts: { ...version, bottle: known.bottle }, block: isLast ? block : undefined };
    }
    const start = lines.offset;
    const what = known.take(lines);
    if (what === undefined) return undefined;
    if (what === 'bottle') [block, saidAbove] = [{ start, end: lines.offset }, known.said.size];
  }
  return undefined;
}

/** Reads a formula's text up to and with the line that opens its bottle block, as {@link readPlainFormula} does. */
export function readPlainHead(text: string, date: string): VersionFacts | undefined {
  const lines = openClass(text);
  if (lines === undefined) return undefined;
  const known = new ClassFacts();
  while (lines.step()) {
    if (lines.line === 'end') return undefined;
    if (lines.line === BLOCK && lines.offset === text.length) return known.versionOn(date);
    if (known.take(lines) === undefined) return undefined;
  }
  return undefined;
}

/** Gives the lines below `class`. */
function openClass(text: string): PlainLines | undefined {
  if (text.includes('\r') || text.includes('\n=begin')) return undefined;
  const lines = new PlainLines(text);
  while (lines.step() && PREAMBLE.test(lines.line));
  return CLASS.test(lines.line) ? lines : undefined;
}

/** What the statements of a class said so far. */
class ClassFacts {
  url: string | undefined;
  /** The git tag that a URL is to be read at. */
  tag: string | undefined;
  version: string | undefined;
  revision = 0;
  bottle: BottleFacts['bottle'];
  /** The statements that must not stand there twice. */
  readonly said = new Set<string>();

  /** Takes the statement that begins on this line; undefined when it is not known, or stands there again. */
  take(lines: PlainLines): string | undefined {
    if (NOTHING.test(lines.line)) return 'other';
    const what = readStatement(lines, this);
    if (what === undefined || what === 'other') return what;
    if (this.said.has(what)) return undefined;
    this.said.add(what);
    return what;
  }

  /** Gives what the version was on a date; undefined without a URL, or when there is none to be read. */
  versionOn(date: string): VersionFacts | undefined {
    const { url, tag, version: said, revision } = this;
    if (url === undefined) return undefined;
    const { version, otherVersions } =
      said === undefined
        ? detectAllVersions(url, { tag, date })
        : { version: said, otherVersions: [] };
    // What cannot be a version is for Ruby's parser to refuse.
    if (version === undefined || !isNamePart(version)) return undefined;
    return { version, revision, otherVersions };
  }
}

/** Skips the rest of a statement whose arguments go on below; false when they do not look like arguments. */
function skipArguments(lines: PlainLines, statement: string): boolean {
  const isBracket = OPENING.test(statement);
  let isOpen = isBracket || statement.endsWith(',');
  while (isOpen || isBracket) {
    if (!lines.step()) return false;
    if (isBracket && CLOSING.test(lines.line)) return true;
    if (NOTHING.test(lines.line)) continue;
    const line = lines.line.replace(COMMENT, '');
    if (!isOpen || !ARGUMENTS.test(line) || !isBalanced(line)) return false;
    isOpen = line.endsWith(',');
  }
  return true;
}

/** Whether every bracket that a line opens outside of texts is closed on it. */
function isBalanced(line: string): boolean {
  let depth = 0;
  for (const [bracket] of line.replaceAll(/"[^"]*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Reads the arguments of `url` below it: a git tag, what it stands for, a branch. */
function readUrlArguments(lines: PlainLines, facts: ClassFacts): boolean {
  const found = new Map<string, string>();
  for (let isOpen = true; isOpen;) {
    const argument = lines.step() ? URL_ARGUMENT.exec(lines.line) : null;
    const [, key = '', text = '', comma] = argument ?? [];
    if (argument === null || found.has(key) || !PRINTABLE.test(text)) return false;
    found.set(key, text);
    isOpen = comma === ',';
  }
  facts.tag = found.get('tag');
  return facts.tag !== undefined;
}

/** Reads one statement; undefined when it is not known. */
function readStatement(lines: PlainLines, facts: ClassFacts): string | undefined {
  const { line } = lines;
  const value = VALUE.exec(line);
  if (value !== null) {
    const [, what = '', text = '', comma] = value;
    if (!PRINTABLE.test(text)) return undefined;
    // A text that lost its slashes is no longer Ruby in places that are not looked at here.
    if (what === 'url' && !WHOLE_URL.test(text)) return undefined;
    if (what === 'url') facts.url = text;
    else facts.version = text;
    if (comma !== ',') return what;
    return what === 'url' && readUrlArguments(lines, facts) ? what : undefined;
  }
  const revision = REVISION.exec(line)?.[1];
  if (revision !== undefined) {
    facts.revision = Number(revision);
    return 'revision';
  }
  if (line === BLOCK) {
    facts.bottle = readPlainBottle(lines);
    return facts.bottle === undefined ? undefined : 'bottle';
  }
  if (BODY.test(line)) return lines.skipBody(() => true) ? 'other' : undefined;
  if (SYSTEM_BODY.test(line)) {
    return lines.skipBody((each) => !SYSTEM_LINE.test(each)) ? 'other' : undefined;
  }
  if (TEXT.test(line)) return 'other';
  const statement = line.replace(COMMENT, '');
  const isKnown = OTHER.test(statement) && !line.includes('<<') && !UNFINISHED.test(statement);
  if (!isKnown || / do(?: \|.*\|)?$/.test(statement)) return undefined;
  // Of a dependency Ruby's parser has to say whether it can be read.
  if (DEPENDENCY.test(statement) && !ENDED.test(statement)) return undefined;
  return skipArguments(lines, statement) ? 'other' : undefined;
}

/** After the class only empty lines may come, or `__END__` and anything. */
function isEnd(lines: PlainLines): boolean {
  while (lines.step()) {
    if (lines.line === '__END__') return true;
    if (lines.line !== '') return false;
  }
  return true;
}
