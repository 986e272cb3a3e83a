import type { Steps } from '../../../core/give-way.ts';
import { jsonError, readJson, type JsonDocument } from '../../../json/read-json.ts';
import { JsonScanner, SIGNS, type ScannedValue } from './scan-json.ts';

/** Where the parts of a file of advisories are, as views of the file that nothing has parsed yet. */
export interface CorpusIndex {
  readonly meta: Uint8Array | undefined;
  /** By formula name. */
  readonly formulae: ReadonlyMap<string, ScannedValue>;
}

/** Homebrew has 8,500 formulae; a file with more names than this would only waste memory. */
const MOST_FORMULAE = 200_000;

/** No formula has a longer name. */
const MOST_NAME_BYTES = 1000;

/**
 * Finds the parts of a file of advisories in one pass that keeps nothing but places: 100 MB cost under a second and a few
 * megabytes. Throws the document's error if the file is of another kind, is cut short, or names anything twice.
 */
export function* indexCorpus(bytes: Uint8Array, document: JsonDocument): Steps<CorpusIndex> {
  refuseOthers(bytes, document);
  const scanner = new JsonScanner(bytes);
  const top = new Map<string, Uint8Array>();
  let formulae: ReadonlyMap<string, ScannedValue> | undefined;
  for (const name of membersOf(scanner, document)) {
    if (top.has(name)) throw jsonError(document, `has two values for ${JSON.stringify(name)}`);
    if (name === 'advisories' && scanner.peek() === SIGNS.openObject) {
      top.set(name, new Uint8Array());
      formulae = yield* indexFormulae(scanner, document);
    } else {
      top.set(name, valueOf(scanner, document).text);
    }
  }
  if (scanner.peek() !== undefined) throw jsonError(document, 'has more after its end');
  if (formulae === undefined) throw jsonError(document, faultOf(top));
  return { meta: top.get('meta'), formulae };
}

function* indexFormulae(
  scanner: JsonScanner,
  document: JsonDocument,
): Steps<ReadonlyMap<string, ScannedValue>> {
  const formulae = new Map<string, ScannedValue>();
  for (const name of membersOf(scanner, document)) {
    if (formulae.has(name)) throw jsonError(document, `names ${JSON.stringify(name)} twice`);
    if (formulae.size === MOST_FORMULAE) {
      throw jsonError(document, `names more than ${MOST_FORMULAE} formulae`);
    }
    formulae.set(name, valueOf(scanner, document));
    yield;
  }
  return formulae;
}

/** Yields each name of an object with the scanner before its value, which the caller steps over. */
function* membersOf(scanner: JsonScanner, document: JsonDocument): Generator<string> {
  if (!scanner.take(SIGNS.openObject)) throw brokenAt(scanner, document);
  if (scanner.take(SIGNS.closeObject)) return;
  do {
    const name = nameOf(valueOf(scanner, document).text, document);
    if (!scanner.take(SIGNS.colon)) throw brokenAt(scanner, document);
    yield name;
  } while (scanner.take(SIGNS.comma));
  if (!scanner.take(SIGNS.closeObject)) throw brokenAt(scanner, document);
}

function nameOf(text: Uint8Array, document: JsonDocument): string {
  if (text.length > MOST_NAME_BYTES) throw jsonError(document, 'has a name that is too long');
  const name = readJson(text, document);
  if (typeof name !== 'string') throw jsonError(document, 'is not valid JSON');
  return name;
}

function valueOf(scanner: JsonScanner, document: JsonDocument): ScannedValue {
  const value = scanner.value();
  if (value === undefined) throw brokenAt(scanner, document);
  return value;
}

function brokenAt(scanner: JsonScanner, document: JsonDocument): Error {
  const isAtEnd = scanner.peek() === undefined;
  return jsonError(
    document,
    isAtEnd ? 'ends too early' : `is not valid JSON, or ends too early, at byte ${scanner.at}`,
  );
}

/** Throws for a file of another kind, and says what it is if that can be seen. */
function refuseOthers(bytes: Uint8Array, document: JsonDocument): void {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw jsonError({ ...document, hint: 'Unpack it with gunzip.' }, 'is packed with gzip');
  }
  const first = new JsonScanner(bytes).peek();
  if (first === undefined) throw jsonError(document, 'is empty');
  if (first === LESS_THAN) throw jsonError(document, 'is a web page');
  if (first !== SIGNS.openObject) throw jsonError(document, 'is not a JSON object');
}

function faultOf(top: ReadonlyMap<string, Uint8Array>): string {
  if (top.has('advisories')) return 'has advisories that are not an object';
  if (top.has('id') && top.has('affected'))
    return 'is a single advisory; the file with all of them is needed';
  return 'has no advisories';
}

const LESS_THAN = 0x3c;
