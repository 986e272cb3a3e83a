/**
 * Returns whether an output is what a page shows of it, letter by letter. `…` matches what the page leaves out or what differs
 * between machines; alone on a line, it matches any number of lines.
 */
export function isAsShown(shown: readonly string[] | undefined, output: string): boolean {
  if (shown === undefined) return true;
  const pattern = shown
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${patternOf(line)}[ ]*\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(output);
}

function patternOf(line: string): string {
  return line.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('…', '.*');
}
