import { UsageError } from '../../core/errors.ts';
import type { Arguments } from './options/arguments.ts';

/** Reads `--brew-version`: `4.6.3`, or the whole first line of `brew --version`. Throws {@link UsageError}. */
export function readBrewVersion(args: Arguments): string | undefined {
  const text = args.text('brew-version');
  if (text === undefined) return undefined;
  const [, version] = /^(?:Homebrew )?(\d+(?:\.\d+)*)(?:-[\w.-]*)?$/.exec(text.trim()) ?? [];
  if (version !== undefined) return version;
  throw new UsageError(`--brew-version ${text} is not a version of brew`, {
    hint: 'Write what brew --version says on the Mac, e.g. 4.1.13; leave it out when it is not known.',
  });
}
