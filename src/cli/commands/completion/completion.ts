import { UsageError } from '../../../core/errors.ts';
import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';
import { renderCompletion, SHELLS } from './completion-scripts.ts';

/** The command `brewpull completion`, which completes the commands given. */
export function completionOf(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    group: 'share',
    brief: 'for bash, zsh, fish',
    summary: 'write a completion script for bash, zsh or fish',
    positionals: '[shell]',
    words: SHELLS,
    options: OPTION_GROUPS.common,
    examples: [['eval "$($0 completion bash)"', 'complete in this shell']],
    load: async () => async (args, session) => {
      const [shell] = args.positionals;
      if (shell === undefined) {
        throw new UsageError('completion needs a shell: bash, zsh or fish', {
          hint: 'Write for example: eval "$(brewpull completion bash)"',
        });
      }
      const script = renderCompletion(shell, commands());
      await session.answer({ json: () => ({ shell, script }), text: () => script });
      return 0;
    },
  };
}
