import { formatBytes } from '../../../core/format-bytes.ts';
import { showHidden } from '../../../core/visible-text.ts';
import type { Guide, GuideFile, GuideSection } from './guide.ts';
import type { StockTarget } from './served-stock.ts';

/** The longest line of prose; a Terminal window has 80 columns. */
const WIDTH = 78;

/** Writes a page as text, for `curl`. */
export function guideText({ title, lead, sections }: Guide): string {
  const parts = sections.map((section) => `${heading(section.title)}\n\n${body(section)}`);
  return `${[heading(title), fill(lead), ...parts].join('\n\n')}\n`;
}

function heading(text: string): string {
  const shown = showHidden(text);
  return `${shown}\n${'-'.repeat(shown.length)}`;
}

function body({ text, lines, files, target, after = [] }: GuideSection): string {
  return [
    ...text.map(fill),
    ...(lines === undefined ? [] : [indent(lines)]),
    ...(files === undefined ? [] : [indent(files.flatMap(fileLines))]),
    ...(target === undefined ? [] : [indent(bottleLines(target))]),
    ...after.map(fill),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function fileLines({ path, sizeBytes, sha256 }: GuideFile): readonly string[] {
  const size = sizeBytes === null ? '' : `   ${formatBytes(sizeBytes)}`;
  return [`${path}${size}`, ...(sha256 === undefined ? [] : [`  sha256 ${sha256}`])];
}

function bottleLines({ bottles }: StockTarget): readonly string[] {
  const names = widthOf(bottles.map(({ formula }) => formula));
  const versions = widthOf(bottles.map(({ version }) => version));
  return bottles.map(
    ({ formula, version, file }) =>
      `${formula.padEnd(names)}  ${version.padEnd(versions)}  ${formatBytes(file.sizeBytes ?? 0).padStart(8)}`,
  );
}

function widthOf(texts: readonly string[]): number {
  return texts.reduce((widest, { length }) => Math.max(widest, length), 0);
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${showHidden(line)}`).join('\n');
}

/** Wraps a paragraph at spaces; a word that is too long gets its own line. */
function fill(text: string): string {
  const lines = [''];
  for (const word of showHidden(text).split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
