import { mkdir, readdir } from 'node:fs/promises';

import { tempFolder, TempFolder } from '../temp-folder.ts';
import { runCli, type CliResult, type CliWorld } from './run-cli.ts';

/** Where the runs of a home find formulae and bottles. */
export interface CliSources {
  /** Given with `--tap-dir`. */
  readonly tap?: { readonly path: string };
  /** Given with `--registry`; its log starts empty. */
  readonly registry?: { readonly url: URL; readonly requests: { length: number } };
  /** The file of answers that comes with brewpull. */
  readonly packagedAnswers?: string;
  /** The list of casks that comes with brewpull. */
  readonly packagedCasks?: string;
}

/** A machine's folders for one test: a working folder, and a cache next to it. */
export class CliHome extends TempFolder {
  readonly work = this.at('work');
  readonly cache = this.at('cache');
  private readonly sources: CliSources;

  constructor(path: string, sources: CliSources) {
    super(path);
    this.sources = sources;
  }

  /** Runs a command line in the working folder, with this cache and these sources. */
  run(argv: readonly string[], more: Partial<CliWorld> = {}): Promise<CliResult> {
    const { tap, registry, packagedAnswers, packagedCasks } = this.sources;
    const place = ['--cache-dir', this.cache];
    if (tap !== undefined) place.push('--tap-dir', tap.path);
    if (registry !== undefined) place.push('--registry', registry.url.href);
    return runCli([...argv, ...place], {
      cwd: this.work,
      ...(packagedAnswers === undefined ? {} : { packagedAnswers }),
      ...(packagedCasks === undefined ? {} : { packagedCasks }),
      ...more,
    });
  }

  /** Lists the working folder, in order. */
  async placed(): Promise<string[]> {
    return (await readdir(this.work)).toSorted();
  }
}

/** Makes a home: `await using home = await cliHome(world())`. */
export async function cliHome(sources: CliSources = {}): Promise<CliHome> {
  const { path } = await tempFolder();
  const home = new CliHome(path, sources);
  await mkdir(home.work);
  if (sources.registry !== undefined) sources.registry.requests.length = 0;
  return home;
}
