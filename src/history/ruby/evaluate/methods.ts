import { leadingTokens, versionTokens } from '../../../core/version.ts';
import { isList, MAX_LENGTH, pairsOf, toText, textOf, type Value } from './value.ts';

type Method = (text: string, args: readonly Value[]) => Value | undefined;

/** Calls a method of a known value; undefined if the result cannot be known without running Ruby. */
export function callMethod(
  receiver: Value,
  name: string,
  args: readonly Value[],
): Value | undefined {
  if (name === 'freeze' || name === 'dup' || name === 'itself') return receiver;
  if (name === 'to_s' || name === 'to_str') return toText(receiver);
  if (isList(receiver)) return callOnList(receiver, name, args);
  if (typeof receiver === 'number') return callOnNumber(receiver, name, args);
  const text = textOf(receiver);
  if (text === undefined) return name === '[]' ? findKey(receiver, args[0]) : undefined;
  const result = TEXT_METHODS[name]?.(text, args);
  return typeof result === 'string' && result.length > MAX_LENGTH ? undefined : result;
}

const TEXT_METHODS: Readonly<Record<string, Method | undefined>> = {
  major: (text) => versionTokens(text)[0] ?? null,
  minor: (text) => versionTokens(text)[1] ?? null,
  patch: (text) => versionTokens(text)[2] ?? null,
  major_minor: (text) => ({ kind: 'version', text: leadingTokens(text, 2) }),
  major_minor_patch: (text) => ({ kind: 'version', text: leadingTokens(text, 3) }),
  strip: (text) => text.trim(),
  lstrip: (text) => text.trimStart(),
  rstrip: (text) => text.trimEnd(),
  chop: (text) => text.slice(0, -1),
  chomp: (text, [end]) =>
    end === undefined ? text.replace(/\r?\n$/, '') : withText(end, (e) => removeEnd(text, e)),
  upcase: (text) => text.toUpperCase(),
  downcase: (text) => text.toLowerCase(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  reverse: (text) => Array.from(text).toReversed().join(''),
  to_i: (text) => Number(/^\s*-?\d+/.exec(text)?.[0] ?? 0),
  to_f: (text) => Number(/^\s*-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0),
  to_sym: (text) => ({ kind: 'symbol', name: text }),
  length: (text) => Array.from(text).length,
  size: (text) => Array.from(text).length,
  delete_prefix: (text, [start]) =>
    withText(start, (s) => (text.startsWith(s) ? text.slice(s.length) : text)),
  delete_suffix: (text, [end]) => withText(end, (e) => removeEnd(text, e)),
  delete: (text, [set]) => withText(set, (s) => translate(text, s, '')),
  tr: (text, [from, to]) => withText(from, (f) => withText(to, (t) => translate(text, f, t))),
  sub: (text, [from, to]) => withText(from, (f) => withText(to, (t) => replaceFirst(text, f, t))),
  gsub: (text, [from, to]) => withText(from, (f) => withText(to, (t) => text.split(f).join(t))),
  split: (text, [by]) =>
    by === undefined ? text.trim().split(/\s+/) : withText(by, (b) => dropEmptyEnd(text.split(b))),
  start_with: (text, [start]) => withText(start, (s) => text.startsWith(s)),
  'start_with?': (text, [start]) => withText(start, (s) => text.startsWith(s)),
  'end_with?': (text, [end]) => withText(end, (e) => text.endsWith(e)),
  'include?': (text, [part]) => withText(part, (p) => text.includes(p)),
  '+': (text, [other]) => withText(other, (o) => text + o),
  '<<': (text, [other]) => withText(other, (o) => text + o),
  concat: (text, [other]) => withText(other, (o) => text + o),
  '*': (text, [count]) =>
    typeof count === 'number' && count >= 0 && text.length * count <= MAX_LENGTH
      ? text.repeat(count)
      : undefined,
  '%': (text, [args]) => formatText(text, isList(args) ? args : args === undefined ? [] : [args]),
  '[]': (text, [start, length]) => sliceText(text, start, length),
  slice: (text, [start, length]) => sliceText(text, start, length),
  rjust: (text, [width, pad]) =>
    typeof width === 'number' ? text.padStart(Math.min(width, 100), textOf(pad) ?? ' ') : undefined,
};

function findKey(hash: Value, key: Value | undefined): Value | undefined {
  const wanted = toText(key);
  const found = pairsOf(hash).findLast(
    ([name]) => typeof name === typeof key && toText(name) === wanted,
  );
  return wanted === undefined ? undefined : found?.[1];
}

function callOnList(
  list: readonly Value[],
  name: string,
  [first, second]: readonly Value[],
): Value | undefined {
  const count = typeof first === 'number' ? first : undefined;
  switch (name) {
    case 'join': {
      const texts = list.map(toText);
      if (texts.includes(undefined)) return undefined;
      const joined = texts.join(first === undefined ? '' : toText(first));
      return joined.length > MAX_LENGTH ? undefined : joined;
    }
    case 'first':
    case 'take':
      return count === undefined ? (list[0] ?? null) : list.slice(0, count);
    case 'last':
      return count === undefined
        ? (list.at(-1) ?? null)
        : list.slice(Math.max(0, list.length - count));
    case 'drop':
      return count === undefined ? undefined : list.slice(count);
    case '[]':
    case 'slice':
      if (count === undefined) return undefined;
      if (second === undefined) return list.at(count) ?? null;
      return typeof second === 'number' && count >= 0
        ? list.slice(count, count + second)
        : undefined;
    case '+':
      return isList(first) && list.length + first.length <= MAX_LENGTH
        ? [...list, ...first]
        : undefined;
    case 'reverse':
      return list.toReversed();
    case 'compact':
      return list.filter((item) => item !== null);
    case 'length':
    case 'size':
      return list.length;
    default:
      return undefined;
  }
}

function callOnNumber(number: number, name: string, [other]: readonly Value[]): Value | undefined {
  if (name === 'to_i') return Math.trunc(number);
  if (typeof other !== 'number') return undefined;
  if (name === '+') return number + other;
  if (name === '-') return number - other;
  return name === '*' ? number * other : undefined;
}

function withText<T>(value: Value | undefined, use: (text: string) => T): T | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : use(text);
}

function removeEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function replaceFirst(text: string, from: string, to: string): string {
  const index = text.indexOf(from);
  return index < 0 ? text : text.slice(0, index) + to + text.slice(index + from.length);
}

/** Ruby's `split` drops empty strings at the end. */
function dropEmptyEnd(parts: readonly string[]): readonly string[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
}

/** Does `tr` and `delete` with plain characters; undefined for ranges and negations. */
function translate(text: string, from: string, to: string): string | undefined {
  if (/^\^.|.-.|\\/.test(from + to)) return undefined;
  const targets = Array.from(to);
  const map = new Map(
    Array.from(from, (letter, index) => [letter, targets[index] ?? targets.at(-1) ?? '']),
  );
  return Array.from(text, (letter) => map.get(letter) ?? letter).join('');
}

function sliceText(
  text: string,
  start: Value | undefined,
  length: Value | undefined,
): Value | undefined {
  if (typeof start !== 'number') return undefined;
  const from = start < 0 ? text.length + start : start;
  if (from < 0 || from > text.length) return null;
  if (length === undefined) return text[from] ?? null;
  return typeof length === 'number' && length >= 0 ? text.slice(from, from + length) : undefined;
}

/** Formats `%s` and `%d` with an optional width; undefined for anything else. */
function formatText(text: string, args: readonly Value[]): string | undefined {
  const rest = [...args];
  let isKnown = true;
  const result = text.replaceAll(/%(0?)(\d{0,2})([sd%])|%/g, (all, ...parts) => {
    const [zero, width, letter]: readonly (string | undefined)[] = parts;
    if (letter === '%') return '%';
    const value = toText(rest.shift());
    if (value === undefined || letter === undefined) isKnown = false;
    return (value ?? all).padStart(Number(width), zero === '0' ? '0' : ' ');
  });
  return isKnown ? result : undefined;
}
