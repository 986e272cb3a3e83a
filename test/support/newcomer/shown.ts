/**
 * Whether an output is what a page shows of it. `…` stands for anything: alone in a line for any lines. A size is one of any
 * number, since the bottles here are small; everything else is as it is written.
 */
export function isAsShown(shown: readonly string[] | undefined, output: string): boolean {
  if (shown === undefined) return true;
  const pattern = shown
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${patternOf(line)}[ ]*\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(output);
}

function patternOf(line: string): string {
  return line
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('…', '.*')
    .replaceAll(/\d[\d\\.]* [kMG]?B\b/g, String.raw`[\d.]+ [kMG]?B`);
}
