import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** One command line of a page, with what it prints according to the page. */
export interface PageCommand {
  /** `docs/air-gap.md`. */
  readonly page: string;
  /** From 1. */
  readonly line: number;
  /** The anchor of the heading above it; empty before the first. */
  readonly heading: string;
  readonly text: string;
  /** The output in a console block; undefined if the page shows none. */
  readonly shown: readonly string[] | undefined;
  /** What a comment after it says, or else 0. */
  readonly exitCode: number;
}

/** A command line in the prose of a page: `brewpull cache`. */
export interface PageMention {
  readonly page: string;
  readonly text: string;
}

/** The README and every page in docs, which are for users. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

const LANGUAGES = new Set(['sh', 'bash', 'zsh', 'console']);

/** Lists the languages of all blocks of a page. */
export function languagesOf(page: string): readonly string[] {
  return blocksOf(page).map(({ language }) => language);
}

/** Lists the command lines of a page, in order. */
export function readCommands(page: string): readonly PageCommand[] {
  return blocksOf(page)
    .filter(({ language }) => LANGUAGES.has(language))
    .flatMap(({ language, heading, line, lines }) => {
      const found: PageCommand[] = [];
      let index = 0;
      while (index < lines.length) {
        const start = index;
        const isConsole = language === 'console';
        let text = (lines[index] ?? '').replace(isConsole ? /^\$ / : '', '');
        while (!isWhole(text) && index + 1 < lines.length) text += `\n${lines[(index += 1)] ?? ''}`;
        index += 1;
        const shown: string[] = [];
        while (isConsole && index < lines.length && !lines[index]?.startsWith('$ ')) {
          shown.push(lines[index] ?? '');
          index += 1;
        }
        if (/^\s*(?:#|$)/.test(text)) continue;
        const [, code = '0'] = /#.*exit code (\d+)/.exec(text) ?? [];
        found.push({
          page,
          line: line + start,
          heading,
          text,
          shown: isConsole ? shown : undefined,
          exitCode: Number(code),
        });
      }
      return found;
    });
}

/** Lists the code in a page's prose that begins like a command line of brewpull. */
export function readMentions(page: string): readonly PageMention[] {
  const prose = readPage(page).replaceAll(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/`([^`]+)`/g)]
    .map(([, text = '']) => text.replaceAll(/\s+/g, ' '))
    .filter((text) => /^brewpull [^/]/.test(text))
    .map((text) => ({ page, text }));
}

interface Block {
  readonly language: string;
  readonly heading: string;
  /** The number of its first line. */
  readonly line: number;
  readonly lines: readonly string[];
}

function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: { language: string; heading: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of readPage(page).split('\n').entries()) {
    if (line.startsWith('```')) {
      if (open === undefined)
        open = { language: line.slice(3), heading, line: index + 2, lines: [] };
      else {
        blocks.push(open);
        open = undefined;
      }
    } else if (open !== undefined) open.lines.push(line);
    else if (/^#+ /.test(line)) heading = anchorOf(line.replace(/^#+ /, ''));
  }
  return blocks;
}

/** Returns the name that a heading has in links, as GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Returns whether a shell would run a text without waiting for another line. */
function isWhole(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return !text.endsWith('\\') && count(/\(/g) <= count(/\)/g);
}

function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}
