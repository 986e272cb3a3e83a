import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Command } from '../../command.ts';
import type { Session } from '../../session.ts';

/** One thing that `brewpull atlas` does: what help, completion and the dispatch know about it. */
export interface AtlasAction extends Pick<
  Command,
  'name' | 'summary' | 'positionals' | 'options' | 'examples'
> {
  /** Loads the code of this action alone. */
  load(): Promise<RunAction>;
}

/** Runs an action with the words after its name; resolves with the exit code. Throws as a `RunCommand` does. */
export type RunAction = (
  words: readonly string[],
  args: Arguments,
  session: Session,
) => Promise<number>;
