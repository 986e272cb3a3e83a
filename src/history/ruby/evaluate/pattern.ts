/** Texts longer than this are not matched. */
const MAX_TEXT = 256;
const MAX_QUANTIFIERS = 3;

/** A Ruby pattern that is safe to run in JavaScript. */
export interface Pattern {
  /** Replaces the first match, or all. The replacement may contain `\1` to `\9` and `\0`. */
  replace(text: string, replacement: string, isGlobal: boolean): string | undefined;
  /** Returns capture `group` of the first match; null if there is none. */
  find(text: string, group: number): string | null | undefined;
  split(text: string): readonly string[] | undefined;
}

/**
 * Translates a Ruby regular expression if it is simple enough to mean the same in JavaScript and to finish at once:
 * no quantified groups, few quantifiers.
 */
export function createPattern(source: string, flags: string): Pattern | undefined {
  const quantifiers = source.match(/(?<!\\)[*+{]/g)?.length ?? 0;
  if (quantifiers > MAX_QUANTIFIERS || /\)[*+{]|\(\?[^:]|[*+?}][+]|\[\[|&&/.test(source))
    return undefined;
  if (!/^[i]*$/.test(flags)) return undefined;
  const translated = source
    .replaceAll(String.raw`\A`, '(?<![^])')
    .replaceAll(/\\[zZ]/g, '(?![^])')
    .replaceAll(String.raw`\h`, '[0-9a-fA-F]');
  return tryCompile(translated, flags);
}

function tryCompile(source: string, flags: string): Pattern | undefined {
  let first: RegExp;
  let all: RegExp;
  try {
    first = new RegExp(source, `${flags}m`);
    all = new RegExp(source, `${flags}gm`);
  } catch {
    return undefined;
  }
  return {
    replace: (text, replacement, isGlobal) =>
      text.length > MAX_TEXT
        ? undefined
        : text.replace(isGlobal ? all : first, (...match: readonly unknown[]) =>
            replacement.replaceAll(/\\(\d)/g, (_, digit: string) =>
              groupText(match[Number(digit)]),
            ),
          ),
    find: (text, group) =>
      text.length > MAX_TEXT ? undefined : (first.exec(text)?.[group] ?? null),
    split: (text) => (text.length > MAX_TEXT ? undefined : text.split(first)),
  };
}

/** After the captures come the offset and the whole text, which are not groups. */
function groupText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
