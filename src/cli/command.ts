import type { Arguments } from './arguments/options/arguments.ts';
import type { OptionName } from './arguments/options/options.ts';
import type { Session } from './session.ts';

/** The parts of the first screen, in its order. */
export const COMMAND_GROUPS = {
  fetch: 'Fetch',
  ask: 'Find out',
  check: 'Check and install',
  share: 'Keep and share',
} as const;

/** What the parser, help and completion know about a command. */
export interface Command {
  readonly name: string;
  readonly group: keyof typeof COMMAND_GROUPS;
  /** For the first screen: a few words. */
  readonly brief: string;
  /** One sentence, without a capital and a full stop. */
  readonly summary: string;
  /** Positional words as help shows them, e.g. `<formula...>`; empty when there are none. */
  readonly positionals: string;
  /** All that the first of them can be; without it they are what their placeholders say. */
  readonly words?: readonly string[];
  /** What help says of it besides, as sentences. */
  readonly details?: readonly string[];
  /** What its first word can be and what each does, where these are as large as commands. */
  readonly actions?: readonly CommandAction[];
  /** Whether it runs without files of options that cannot be read: it is for finding them. */
  readonly isForgiving?: true;
  readonly options: readonly OptionName[];
  /** Command lines and what each is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Loads the code: libraries are loaded only for the command that runs. */
  load(): Promise<RunCommand>;
}

/** One of the things that a command does: its name is the first word. */
export interface CommandAction extends Pick<Command, 'name' | 'summary' | 'positionals'> {
  /** Those it takes besides the common ones; without it all of the command. */
  readonly options?: readonly OptionName[];
  /** Its own command lines; without it those of the command that name it. */
  readonly examples?: Command['examples'];
}

/** Runs a command; resolves with the exit code. Throws a `BrewpullError` when nothing could be done. */
export type RunCommand = (args: Arguments, session: Session) => Promise<number>;
