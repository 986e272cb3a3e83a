import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import type { Command } from '../command.ts';
import type { FirstWords } from './refuse-word.ts';
import type { LinePiece } from './scan-line.ts';
import { suggestLine } from './suggest-line.ts';

/**
 * Returns whether brewpull's own version is asked for. Throws {@link UsageError} if the line also names a formula or a version: a
 * version of a formula may be meant, and the error says how to ask for that.
 */
export function readVersionRequest(asked: FirstWords): boolean {
  const { line, commands } = asked;
  const { pieces, words } = line;
  if (words[0] === 'version') {
    const [name] = words.slice(1);
    if (name === undefined) return true;
    throw new UsageError('version takes no names: it is the version of brewpull itself', {
      hint: `Run brewpull history ${quoteForShell(name)} for the versions of ${name}.`,
    });
  }
  const at = pieces.findIndex(({ option }) => option === 'version' || option === 'V');
  if (at === -1) return false;
  const wanted = /=(.+)$/.exec(pieces[at]?.typed[0] ?? '')?.[1] ?? wordOf(pieces[at + 1]);
  const command = commands.find(({ name }) => name === words[0]);
  const names = words.slice(command === undefined ? 0 : 1).filter((word) => word !== wanted);
  if (wanted === undefined && names.length === 0) return true;
  throw new UsageError('--version is the version of brewpull itself, and takes no value', {
    hint: hintFor({ names, wanted, command }, asked),
  });
}

function hintFor(
  {
    names: [name, ...more],
    wanted,
    command,
  }: {
    readonly names: readonly string[];
    readonly wanted: string | undefined;
    readonly command: Command | undefined;
  },
  { line, standard, env }: FirstWords,
): string {
  if (name === undefined) return 'A version of a formula is written after its name: vim=9.0.1450.';
  if (wanted === undefined) {
    return `Write ${name}=VERSION for a version of ${name}; brewpull history ${quoteForShell(name)} lists them.`;
  }
  const lead = command === undefined ? [] : [command.name];
  const words = [...lead, `${name}=${wanted}`, ...more];
  return `Run ${suggestLine({ command: command ?? standard, words, line, env })}.`;
}

function wordOf(piece: LinePiece | undefined): string | undefined {
  return piece !== undefined && piece.option === undefined ? piece.typed[0] : undefined;
}
