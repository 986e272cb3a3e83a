import type { NameList, SkippedLine } from './name-list.ts';

const BREW = /^brew[\s(]+(["'])([\w+\-.@/]+)\1\s*\)?(.*)$/;
const OTHER = /^(tap|cask|cask_args|mas|vscode|whalebrew|go|cargo|uv|flatpak|krew|npm)\b/;
const OPENS = /^(?:if|unless|case|while|until|begin|def|for)\b|\bdo\b(?:\s*\|[^|]*\|)?\s*$/;

/**
 * Reads the `brew` lines of a Brewfile without running it. Casks, taps, App Store apps and Ruby that cannot be read
 * statically (conditions, loops, interpolation) are listed as skipped, with the reason.
 */
export function parseBrewfile(text: string): NameList {
  const names = new Set<string>();
  const skipped: SkippedLine[] = [];
  let depth = 0;
  let continues = false;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.replace(/(?:^|\s)#(?!\{).*$/, '').trim();
    if (line === '') return;
    const isContinuation = continues;
    continues = /[,\\([{]$/.test(line);
    if (isContinuation || /^[)\]}]/.test(line)) return;
    const skip = (reason: string): void => {
      skipped.push({ line: index + 1, text: line, reason });
    };
    if (line === 'end') {
      depth = Math.max(0, depth - 1);
      return;
    }
    if (OPENS.test(line)) {
      depth += 1;
      return skip('Ruby, which is not run');
    }
    const [, , name, rest = ''] = BREW.exec(line) ?? [];
    if (name === undefined) return skip(reasonFor(line));
    if (depth > 0 || /(?:^|\s)(?:if|unless)\s/.test(rest)) {
      return skip('depends on a condition, which is not run');
    }
    names.add(name);
  });
  return { names: [...names], skipped };
}

function reasonFor(line: string): string {
  const kind = OTHER.exec(line)?.[1];
  return kind === undefined ? 'Ruby, which is not run' : `${kind} is not a formula`;
}
