import { join, resolve } from 'node:path';

import { TOOL } from '../../../core/tool.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import type { NamePlaces } from '../../../workspace/answers/names-at-hand.ts';
import { parseTapClone } from '../../../workspace/histories/tap-clone.ts';
import { configDirectory } from '../../directories.ts';
import type { Terminal } from '../../terminal.ts';
import { readEnvironment } from '../layers/environment-layer.ts';
import { readOptionFile } from '../layers/option-file.ts';
import { Arguments, type OptionLayer, type OptionValue } from '../options/arguments.ts';
import type { OptionName } from '../options/options.ts';

/** The options that say where names are. */
const PLACES: readonly OptionName[] = ['cache-dir', 'atlas', 'tap-dir'];

/** Finds out where names may be read from, by a line that need not be finished, the environment and the user's file. */
export async function readNamePlaces(
  line: readonly string[],
  terminal: Terminal,
): Promise<NamePlaces> {
  const { env } = terminal;
  const user = await readOptionFile(join(configDirectory(terminal), 'config.json'));
  const layers = [readTyped(line), readEnvironment(env), user ?? []].flat();
  const args = new Arguments([], layers);
  const inCwd = (path: string): string => resolve(terminal.cwd(), path);
  const cache = args.text('cache-dir');
  const atlas = args.text('atlas');
  return {
    cacheDirectory: cache === undefined ? standardCacheDirectory(TOOL.name) : inCwd(cache),
    atlasFile: atlas && inCwd(atlas),
    packaged: terminal.packagedAnswers(),
    tapClones: args
      .list('tap-dir')
      .map(parseTapClone)
      .map((each) => ({ ...each, path: inCwd(each.path) })),
    environment: env,
  };
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
