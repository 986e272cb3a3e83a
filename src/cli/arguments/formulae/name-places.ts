import { resolve } from 'node:path';

import { TOOL } from '../../../core/tool.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import type { NamePlaces } from '../../../workspace/answers/names-at-hand.ts';
import { parseTapClone } from '../../../workspace/histories/tap-clone.ts';
import type { Terminal } from '../../terminal.ts';
import type { Arguments } from '../options/arguments.ts';

/** Returns the places that names may be read from, as far as the options are known. */
export function readNamePlaces(args: Arguments, terminal: Terminal): NamePlaces {
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
    environment: terminal.env,
  };
}
