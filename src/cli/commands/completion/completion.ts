import { UsageError } from '../../../core/errors.ts';
import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';
import { readShell, renderCompletion } from './completion-scripts.ts';
import { SHELLS } from './shells.ts';

/** The command `brewpull completion`. */
export const COMPLETION: Command = {
  name: 'completion',
  group: 'share',
  brief: 'for bash, zsh, fish',
  summary: 'write a completion script for bash, zsh or fish',
  positionals: '[shell]',
  words: SHELLS,
  options: OPTION_GROUPS.common,
  examples: [
    ['eval "$($0 completion bash)"', 'complete in this shell'],
    ['$0 completion fish | source', 'the same in fish'],
    ['$0 completion zsh > "${fpath[1]}/_brewpull"', 'in every new zsh'],
  ],
  load: async () => async (args, session) => {
    const [name] = args.positionals;
    if (name === undefined) {
      throw new UsageError('completion needs a shell: bash, zsh or fish', {
        hint: 'Write for example: eval "$(brewpull completion bash)"',
      });
    }
    const shell = readShell(name);
    const script = renderCompletion(shell);
    await session.answer({
      name: 'completion',
      json: () => ({ shell, script }),
      text: () => script,
    });
    return 0;
  },
};
