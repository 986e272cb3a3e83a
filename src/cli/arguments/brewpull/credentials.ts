import { UsageError } from '../../../core/errors.ts';
import type { BrewpullOptions } from '../../../workspace/options.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';

const MAX_BYTES = 64 * 1024;

/**
 * Reads `--creds -`: one line `USER:PASSWORD` on standard input, which keeps it out of the process list and the shell history.
 * The credentials are for one registry. Throws {@link UsageError}.
 */
export async function readCredentials(
  args: Arguments,
  { terminal }: Session,
  registry: URL,
): Promise<BrewpullOptions['credentials']> {
  if (args.text('creds') === undefined) return undefined;
  let text = '';
  for await (const chunk of terminal.stdin) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.length > MAX_BYTES) break;
  }
  const [, user, password] = /^([^:\r\n]+):([^\r\n]+)\r?\n?$/.exec(text) ?? [];
  if (user === undefined || password === undefined) {
    throw new UsageError('standard input has no line USER:PASSWORD', {
      hint: `printf '%s' "$USER:$TOKEN" | brewpull image … --creds -`,
    });
  }
  return { origin: registry.origin, user, password };
}
