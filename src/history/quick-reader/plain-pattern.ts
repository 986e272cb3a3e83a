const RANGE = '[aA]-[zZfF]|0-[1-9]|1-[2-9]|2-[3-9]|3-[4-9]|4-[5-9]|5-[6-9]|6-[7-9]|7-[89]';
const IN_CLASS = String.raw`${RANGE}|\\[dwsDWSnrtef./\-[\]\\^$+*?()|{}"']|[\w .,:;!@%'"~+*?()|{}<>=/$#\x60\x80-\xff]`;
const CLASS = String.raw`\[\^?(?:${IN_CLASS})+-?\]`;
const ESCAPE = String.raw`\\[dwshDWSHnrtefv./\-+*?()[\]{}<>|^$\\"'!@#%&=:;, ]`;
const ATOM = String.raw`${CLASS}|${ESCAPE}|[\w :;,<>=!@%&#'"~\x60/\x80-\xff-]|\.`;
const TOKEN = new RegExp(
  String.raw`(${ATOM})|(\((?:\?(?:[:=!]|<[=!]))?)|(\))|([*+?]\??|\{\d{1,3}(?:,\d{0,3})?\})|[\^$|]|\\[bBAzZ]`,
  'y',
);

/** Returns whether every engine accepts a regular expression: plain atoms, classes and groups, each repeated at most once. */
export function isPlainPattern(source: string): boolean {
  /** Whether each open group may be repeated: a lookaround may not. */
  const groups: boolean[] = [];
  let isRepeatable: boolean | undefined = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (found === null) return false;
    const [, atom, open, close, repeat] = found;
    if (repeat !== undefined && isRepeatable !== true) return false;
    if (open !== undefined) groups.push(open === '(' || open === '(?:');
    if (close !== undefined && groups.length === 0) return false;
    isRepeatable = close === undefined ? atom !== undefined : groups.pop();
  }
  return groups.length === 0;
}
