import { closestNames } from '../../core/closest-names.ts';
import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import type { Command } from '../command.ts';
import { findOtherVerb, OTHER_VERB_WORDS } from './other-verbs.ts';
import type { LinePiece, ScannedLine } from './scan-line.ts';
import { hasTarget, suggestLine } from './suggest-line.ts';

/** What is needed to guess what was meant. */
export interface FirstWords {
  readonly line: ScannedLine;
  readonly commands: readonly Command[];
  /** The command that runs when none is named. */
  readonly standard: Command;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Words that work like commands but are listed nowhere. */
const MORE_WORDS = ['help', 'version'];
/** Shorter verbs are similar to too many names. */
const SHORTEST_NEAR_VERB = 5;
/** Command names have no other characters, so a formula name that has some is not a mistyped command. */
const LIKE_A_COMMAND = /^[a-z][a-z-]+$/i;

/** Returns the command or verb that a word is most similar to; undefined if there is none. */
export function nearestWord(word: string, commands: readonly Command[]): string | undefined {
  if (!LIKE_A_COMMAND.test(word)) return undefined;
  const names = [...commands.map(({ name }) => name), ...MORE_WORDS];
  const verbs = OTHER_VERB_WORDS.filter((verb) => verb.length >= SHORTEST_NEAR_VERB);
  return closestNames(word, names, 1)[0] ?? closestNames(word, verbs, 1)[0];
}

/**
 * Returns an error with the line that may have been meant, for a first word that is no command; `meant` is a command or a verb of
 * other programs.
 */
export function notACommand(first: string, meant: string, asked: FirstWords): UsageError {
  const { line, commands, env } = asked;
  const rest = line.words.slice(1);
  const verb = findOtherVerb(meant);
  const words = verb?.nearest(typedAfter(rest, line.pieces)) ?? [meant, ...rest];
  const command = commands.find(({ name }) => name === words[0]);
  const suggested = suggestLine({ command, words, line, env });
  const purpose = verb?.purpose === undefined ? '' : ` ${verb.purpose}`;
  // A command name in capitals means the command.
  const formula =
    first.toLowerCase() === meant && verb === undefined ? '' : ` ${formulaLine(first)}`;
  return new UsageError(`${first} is not a command of brewpull${verb?.because ?? ''}`, {
    hint: `Run ${suggested}${purpose}.${formula}`,
  });
}

function formulaLine(name: string): string {
  return `For a formula named ${name}: brewpull pull ${quoteForShell(name)}.`;
}

/** Returns the error for a request for help on a word that is no command. */
export function noHelpOn(word: string, { commands }: FirstWords): UsageError {
  const meant = findOtherVerb(word) === undefined ? nearestWord(word, commands) : word;
  const verb = meant === undefined ? undefined : findOtherVerb(meant);
  const names = typedAfter([], []);
  const command = verb === undefined ? meant : verb.nearest(names)[0];
  return new UsageError(`there is no command ${word}, so there is no help on it`, {
    hint:
      command === undefined
        ? 'Run brewpull help for the commands.'
        : `Run brewpull help ${command}${command === 'help' ? '' : '; brewpull help lists the commands'}.`,
  });
}

function typedAfter(
  words: readonly string[],
  pieces: readonly LinePiece[],
): Parameters<NonNullable<ReturnType<typeof findOtherVerb>>['nearest']>[0] {
  return {
    names: words.length === 0 ? ['NAME'] : words,
    isAlone: words.length === 0,
    hasTarget: hasTarget(pieces),
  };
}
