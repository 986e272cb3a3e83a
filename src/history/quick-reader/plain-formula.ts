import { isAscii, isUtf8 } from 'node:buffer';

import { isNamePart } from '../../core/bottle-name.ts';
import type { BottleFacts } from '../state/bottle-span.ts';
import { detectAllVersions } from '../version/detect-version.ts';
import { readPlainBottle } from './plain-bottle.ts';
import { KnownStatements } from './known-statements.ts';
import { PlainLines } from './plain-lines.ts';
import { StatementScanner } from './statement-scanner.ts';

const INDENT = 2;
const CARRIAGE_RETURN = 13;
const BLOCK = '  bottle do';
const NOTHING = /^[ \t]*(?:#|$)/;
/** A comment may declare another encoding. */
const PREAMBLE = /^(?:#(?!!|.*coding[:=]).*|require "[\w/.-]+")?$/;
const CLASS = /^class (?!(?:BEGIN|END)\b)[A-Z]\w* < Formula$/;
const VALUE = /^ {2}(url|version) "([^"\\#]*)"(?:, using: :[a-z]\w*)?(,?)$/;
/** An argument of `url` on a line of its own. */
const URL_ARGUMENT = /^ {3,}(tag|revision|branch): +"([^"\\#]*)"(,?)$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
const WHOLE_URL = /^[a-z+]+:\/\/[^/]+\//;
const REVISION = /^ {2}revision (0|[1-9]\d{0,8})$/;
const OTHERS =
  'desc|homepage|mirror|sha256|license|head|depends_on|uses_from_macos|conflicts_with|keg_only|fails_with|deprecate!|disable!|link_overwrite|skip_clean|option|deprecated_option|needs|env|include|plist_options|pypi_packages|preserve_rpath|no_autobump!|require|cxxstdlib_check|go_resource|deny_network_access!|compatibility_version|version_scheme|pour_bottle\\?|private|patch|livecheck|test|service|post_install_steps|resource';
/** Statements that say nothing about version or bottles, whatever follows. */
const OTHER = new RegExp(`^ {2}(?:${OTHERS})(?=[ (]|$)`);
const ITEM = String.raw`(?:"[^"\\#\n]*"|:[a-z]\w*)`;
/** The ones that need no scanning. */
const SIMPLE = new RegExp(
  `^ {2}(?:${OTHERS}) ${ITEM}(?: => (?:${ITEM}|\\[${ITEM}(?:, ${ITEM})*\\]))?(?:, [a-z_]+: +${ITEM})*$`,
);
/** A block of nothing but plain lines, like the `resource` of each library of a Python formula. */
const SIMPLE_BLOCK = new RegExp(
  `^ {2}(?:resource ${ITEM}|livecheck|patch|head) do\\n(?: {4}(?:url|sha256|mirror|strategy|regex|skip) ${ITEM}\\n)+ {2}end\\n`,
  'my',
);
const METHOD = /^ {2}def (?=[a-z_])/;
/** A block for one system. */
const SYSTEM = /^ {2}on_\w+ /;
const OWN = /\b(?:url|version|revision|bottle\w*|stable)\b/;
/** Longer texts are not read. */
const MAX_LENGTH = 900_000;

/**
 * Reads what a formula says about its bottles if its text has the form that nearly all have today: one statement per line, class
 * level at two spaces. Returns undefined unless it is sure that Ruby's own parser would say the same; otherwise the parser
 * decides. Faster than the parser, even more so with `known` from the formula's last state.
 */
export function readPlainFormula(
  bytes: Uint8Array,
  date: string,
  known = new KnownStatements(),
): BottleFacts | undefined {
  if (!isPlainText(bytes)) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines = openClass(buffer.toString('latin1'));
  if (lines === undefined) return undefined;
  known.begin(buffer);
  const facts = readClass(lines, new ClassFacts(known), date);
  known.finish();
  return facts;
}

function readClass(lines: PlainLines, facts: ClassFacts, date: string): BottleFacts | undefined {
  while (lines.step()) {
    if (lines.line === 'end') return isEnd(lines) ? facts.finish(date) : undefined;
    if (!facts.take(lines)) return undefined;
  }
  return undefined;
}

/** Returns whether a text is UTF-8 as Ruby expects, without NUL bytes or carriage returns, and not too long. */
function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_LENGTH || bytes.includes(0) || bytes.includes(CARRIAGE_RETURN))
    return false;
  return isAscii(bytes) || isUtf8(bytes);
}

/** Returns the lines below `class`; undefined if the text begins in any other way. */
function openClass(text: string): PlainLines | undefined {
  const lines = new PlainLines(text);
  while (lines.step() && PREAMBLE.test(lines.line));
  return CLASS.test(lines.line) ? lines : undefined;
}

/** What the statements of a class have said so far. */
class ClassFacts {
  url: string | undefined;
  /** The git tag of the URL, from which the version is read. */
  gitTag: string | undefined;
  version: string | undefined;
  revision = 0;
  bottle: BottleFacts['bottle'];
  readonly known: KnownStatements;
  /** The statements seen so far that may not appear twice. */
  readonly #said = new Set<string>();

  constructor(known: KnownStatements) {
    this.known = known;
  }

  /** Takes the statement that begins on this line; false if it is not known, or appears again. */
  take(lines: PlainLines): boolean {
    if (NOTHING.test(lines.line)) return true;
    const what = readStatement(lines, this);
    if (what === undefined || this.#said.has(what)) return false;
    if (what !== 'other') this.#said.add(what);
    return true;
  }

  /** Returns what was said, with the version as of a date; undefined without a URL or a version. */
  finish(date: string): BottleFacts | undefined {
    const { url, gitTag, version: said, revision, bottle } = this;
    if (url === undefined) return undefined;
    const { version, otherVersions } =
      said === undefined
        ? detectAllVersions(url, { gitTag, date })
        : { version: said, otherVersions: [] };
    // Text that cannot be a version is left for Ruby's parser to refuse.
    if (version === undefined || !isNamePart(version)) return undefined;
    return { version, revision, otherVersions, bottle };
  }
}

/** Reads the arguments of `url` on the lines below it: a git tag, its commit, a branch. */
function readUrlArguments(lines: PlainLines, facts: ClassFacts): boolean {
  const found = new Map<string, string>();
  for (let isOpen = true; isOpen;) {
    const argument = lines.step() ? URL_ARGUMENT.exec(lines.line) : null;
    const [, key = '', text = '', comma] = argument ?? [];
    if (argument === null || found.has(key) || !PRINTABLE.test(text)) return false;
    found.set(key, text);
    isOpen = comma === ',';
  }
  facts.gitTag = found.get('tag');
  return facts.gitTag !== undefined;
}

/** Reads one statement; undefined if it is not known. */
function readStatement(lines: PlainLines, facts: ClassFacts): string | undefined {
  const { line } = lines;
  const value = VALUE.exec(line);
  if (value !== null) {
    const [, what = '', text = '', comma] = value;
    if (!PRINTABLE.test(text)) return undefined;
    // A text that lost its slashes is no longer Ruby in places that are not checked here.
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
  if (line === '  stable do' && lines.indent === 0) return readStable(lines, facts);
  if (line === BLOCK) {
    facts.bottle = readPlainBottle(lines);
    return facts.bottle === undefined ? undefined : 'bottle';
  }
  if (line === '  bottle :unneeded') return 'other';
  return skipStatement(lines, facts.known) ? 'other' : undefined;
}

/** Reads `stable do … end`, whose statements count as the class's own. */
function readStable(lines: PlainLines, facts: ClassFacts): string | undefined {
  lines.indent = INDENT;
  while (lines.step()) {
    const { line, isIndented } = lines;
    if (isIndented ? line === BLOCK || !facts.take(lines) : !NOTHING.test(line)) {
      lines.indent = 0;
      return line === '  end' && !isIndented ? 'stable' : undefined;
    }
  }
  return undefined;
}

/** Skips a statement that says nothing about version or bottles; false if it is not known to be one. */
function skipStatement(lines: PlainLines, known: KnownStatements): boolean {
  const { line, start, text } = lines;
  if (SIMPLE.test(line)) return true;
  SIMPLE_BLOCK.lastIndex = start;
  if (line.endsWith(' do') && SIMPLE_BLOCK.test(text)) {
    lines.skipTo(SIMPLE_BLOCK.lastIndex);
    return true;
  }
  const [method] = METHOD.exec(line) ?? [];
  const isSystem = SYSTEM.test(line);
  if (method === undefined && !isSystem && !OTHER.test(line)) return false;
  const isLong = method !== undefined || line.includes(' do');
  const end = isLong ? known.findEnd(start) : undefined;
  if (end !== undefined) {
    lines.skipTo(end);
    return true;
  }
  const scanner = new StatementScanner(text, start + (method?.length ?? INDENT));
  if (!(method === undefined ? scanner.classCall() : scanner.method())) return false;
  if (isSystem && OWN.test(text.slice(start, scanner.at))) return false;
  lines.skipTo(scanner.at);
  if (isLong) known.add(start, scanner.at);
  return true;
}

/** Returns whether the class is followed only by empty lines, or by `__END__` and anything. */
function isEnd(lines: PlainLines): boolean {
  while (lines.step()) {
    if (lines.line === '__END__') return true;
    if (lines.line !== '') return false;
  }
  return true;
}
