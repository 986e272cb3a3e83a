import { quoteForShell } from '../../core/quote-for-shell.ts';
import type { OptionName } from '../arguments/options/options.ts';
import type { Command } from '../command.ts';
import type { LinePiece, ScannedLine } from './scan-line.ts';

/** Commands whose answer is for one kind of Mac. */
const FOR_A_TARGET = new Set(['bundle', 'pull', 'resolve', 'plan', 'coverage']);
/** Options that name the Mac. */
const TARGETS: ReadonlySet<OptionName> = new Set<OptionName>(['macos', 'arch', 'target']);
/** Options that determine the target. */
const WITH_TARGET: readonly OptionName[] = ['target', 'for', 'frozen', 'locked'];

/** What a suggested line is built from. */
interface LineParts {
  /** The command that the line is for; undefined for `help` and `version`. */
  readonly command: Command | undefined;
  /** The command's name, if it is needed, and its words. */
  readonly words: readonly string[];
  /** The line that was typed; the options that the command takes are kept. */
  readonly line: ScannedLine;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Builds a command line from words and the options that were typed, with placeholders for an unknown target. */
export function suggestLine({ command, words, line, env }: LineParts): string {
  const { pieces, wantsHelp } = line;
  const options = pieces
    .filter(({ known }) => known !== undefined && command?.options.includes(known) === true)
    .flatMap(({ typed }) => typed);
  const typed = ['brewpull', ...words, ...options].map(quoteForShell);
  if (wantsHelp) return [...typed, '--help'].join(' ');
  const isForOne = command !== undefined && FOR_A_TARGET.has(command.name);
  // Placeholders are for the user to replace, so they are not quoted for the shell.
  return [...typed, ...(isForOne ? missingTarget(pieces, env) : [])].join(' ');
}

/** Returns whether at least part of a target was typed. */
export function hasTarget(pieces: readonly LinePiece[]): boolean {
  return pieces.some(({ known }) => known !== undefined && TARGETS.has(known));
}

function missingTarget(pieces: readonly LinePiece[], env: LineParts['env']): readonly string[] {
  const isSet = (name: OptionName): boolean =>
    pieces.some(({ known }) => known === name) ||
    (env[`BREWPULL_${name.toUpperCase().replaceAll('-', '_')}`] ?? '') !== '';
  if (WITH_TARGET.some(isSet)) return [];
  return [
    ...(isSet('macos') ? [] : ['--macos', 'RELEASE']),
    ...(isSet('arch') ? [] : ['--arch', 'ARCH']),
  ];
}
