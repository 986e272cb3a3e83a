import type { Arguments } from './arguments/options/arguments.ts';
import type { OptionName } from './arguments/options/options.ts';
import type { Session } from './session.ts';

/** The sections of the first screen, in order. */
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
  /** A few words for the first screen. */
  readonly brief: string;
  /** One sentence, without a capital letter or a full stop. */
  readonly summary: string;
  /** The positional words as help shows them, e.g. `<formula...>`; empty if there are none. */
  readonly positionals: string;
  /** All values that the first of them can have; without it, they are what their placeholders say. */
  readonly words?: readonly string[];
  /** What else help says about it, in sentences. */
  readonly details?: readonly string[];
  /** What its first word can be and what each does, if those are as large as commands. */
  readonly actions?: readonly CommandAction[];
  /** Whether it runs even if a file of options cannot be read, because it is there to find that out. */
  readonly isForgiving?: true;
  readonly options: readonly OptionName[];
  /** Command lines and the purpose of each. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Loads the code: libraries are loaded only for the command that runs. */
  load(): Promise<RunCommand>;
}

/** One of the things that a command does; its name is the first word. */
export interface CommandAction extends Pick<Command, 'name' | 'summary' | 'positionals'> {
  /** The options that it takes besides the common ones; without it, all of the command's. */
  readonly options?: readonly OptionName[];
  /** Its own command lines; without it, those of the command that name it. */
  readonly examples?: Command['examples'];
}

/** Runs a command; resolves with the exit code. Throws a `BrewpullError` when nothing could be done. */
export type RunCommand = (args: Arguments, session: Session) => Promise<number>;
