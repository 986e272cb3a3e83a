import { join, resolve } from 'node:path';

import { CORE_TAP } from '../../../core/formula-key.ts';
import { TOOL } from '../../../core/tool.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import { listNamesAtHand } from '../../../workspace/answers/names-at-hand.ts';
import { parseTapClone } from '../../../workspace/histories/tap-clone.ts';
import { readEnvironment } from '../../arguments/layers/environment-layer.ts';
import { readOptionFile } from '../../arguments/layers/option-file.ts';
import {
  Arguments,
  type OptionLayer,
  type OptionValue,
} from '../../arguments/options/arguments.ts';
import type { OptionName } from '../../arguments/options/options.ts';
import { configDirectory } from '../../directories.ts';
import type { Terminal } from '../../terminal.ts';

/** How many names a shell is given at most. */
const LIMIT = 200;
/** What a shell may get: nothing that it, or a terminal, could take for anything but a name. */
const PLAIN = /^\w[\w@+.-]*$/;
/** The options that say where names are. */
const PLACES: readonly OptionName[] = ['cache-dir', 'atlas', 'tap-dir'];

/**
 * Prints names of formulae that begin as a word does, one a line, for completion scripts: from a file at hand, quickly, and nothing
 * where there is none. `words` are the word and then the whole line so far. Says nothing of failures: somebody is typing.
 */
export async function completeNames(
  [word = '', ...line]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    const names = await listNames(word, line, terminal);
    await terminal.stdout.send(names.map((name) => `${name}\n`).join(''));
    return names.length > 0 ? 0 : 1;
  } catch {
    return 1;
  }
}

async function listNames(
  word: string,
  line: readonly string[],
  terminal: Terminal,
): Promise<readonly string[]> {
  const { env } = terminal;
  const user = await readOptionFile(join(configDirectory(terminal), 'config.json'));
  const layers = [readTyped(line), readEnvironment(env), user ?? []].flat();
  const args = new Arguments([], layers);
  const inCwd = (path: string): string => resolve(terminal.cwd(), path);
  const [, tap = CORE_TAP, prefix = ''] = /^(?:([\w-]+\/[\w-]+)\/)?([^/]*)$/.exec(word) ?? [];
  const cache = args.text('cache-dir');
  const atlas = args.text('atlas');
  const names = await listNamesAtHand(
    { tap: tap.toLowerCase(), prefix, limit: LIMIT },
    {
      cacheDirectory: cache === undefined ? standardCacheDirectory(TOOL.name) : inCwd(cache),
      atlasFile: atlas && inCwd(atlas),
      packaged: terminal.packagedAnswers(),
      tapClones: args
        .list('tap-dir')
        .map(parseTapClone)
        .map((each) => ({ ...each, path: inCwd(each.path) })),
      environment: env,
    },
  );
  const lead = word.slice(0, word.length - prefix.length);
  return names.filter((name) => PLAIN.test(name)).map((name) => `${lead}${name}`);
}

/** Reads from a line that is not finished what it says of places. */
function readTyped(line: readonly string[]): OptionLayer {
  const values = new Map<OptionName, OptionValue>();
  for (const name of PLACES) {
    const found = line.flatMap((word, index) => {
      if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)];
      if (word !== `--${name}`) return [];
      // Bash gives the sign of equality as a word of its own.
      const next = line[index + 1] === '=' ? line[index + 2] : line[index + 1];
      return next ?? [];
    });
    if (found.length > 0) values.set(name, found);
  }
  return { values, describe: (name) => `--${name}` };
}
