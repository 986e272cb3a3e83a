import { relative } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import { tapOfRemote } from '../../history/tap/tap-remote.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { requireNamedFolder } from '../../store/read/named-path.ts';
import type { BrewpullOptions } from '../options.ts';

const GIVE_CLONE = 'Set --tap-dir to a clone of a Homebrew tap, or use --history registry.';

/** The clones that the user named, each for one tap. None is opened until one is asked for. */
export class NamedClones {
  readonly #options: BrewpullOptions;
  /** The folder of the copies that `sync` keeps. */
  readonly #managed: string;
  #unnamed: Promise<ReadonlyMap<string, Repository>> | undefined;

  constructor(options: BrewpullOptions, managed: string) {
    this.#options = options;
    this.#managed = managed;
  }

  /**
   * Opens the clone of a tap; undefined when none was named for it. Throws `HistoryError` or `GitError` for a clone that cannot
   * be used, even if it may be of another tap, and {@link UsageError} for two clones of one tap.
   */
  async find(tap: string): Promise<Repository | undefined> {
    const said = this.#options.tapClones.find((each) => each.tap === tap);
    if (said === undefined) return (await this.#byRemote()).get(tap);
    return this.#openOne(said.path);
  }

  /** Describes a clone that was named only by its path and is of another tap, as its remote says; undefined if there is none. */
  async describeOther(tap: string): Promise<string | undefined> {
    const another = [...(await this.#byRemote())].find(
      ([other]) => other !== tap && other !== CORE_TAP,
    );
    if (another === undefined) return undefined;
    const [other, { path }] = another;
    return `${path} is a clone of ${other}, as its remote says, and is not used for ${tap} (--tap-dir ${tap}=${path} would use it)`;
  }

  #byRemote(): Promise<ReadonlyMap<string, Repository>> {
    return (this.#unnamed ??= this.#open());
  }

  async #open(): Promise<ReadonlyMap<string, Repository>> {
    const opened = new Map<string, Repository>();
    for (const { tap: said, path } of this.#options.tapClones) {
      if (said !== undefined) continue;
      const repository = await this.#openOne(path);
      const tap = this.#tapOfManaged(path) ?? tapOfRemote(repository.remoteUrl ?? '') ?? CORE_TAP;
      const isTwice = opened.has(tap) || this.#options.tapClones.some((other) => other.tap === tap);
      if (isTwice) {
        throw new UsageError(`--tap-dir names two clones of ${tap}, one of them ${path}`, {
          hint: `Leave one out, or say whose it is: --tap-dir user/tap=${path}.`,
        });
      }
      opened.set(tap, repository);
    }
    return opened;
  }

  /** Opens a named clone. A copy that `sync` made may be shallow: it reports what it cannot answer. */
  async #openOne(path: string): Promise<Repository> {
    requireNamedFolder(path, { what: '--tap-dir', hint: GIVE_CLONE });
    const mayBeShallow = this.#tapOfManaged(path) !== undefined;
    return openRepository(path, { ...this.#options, mayBeShallow });
  }

  /** Returns the tap of a copy that `sync` made: its path has the name of the tap, wherever it was fetched from. */
  #tapOfManaged(path: string): string | undefined {
    return /^(\w[^/]*\/\w[^/]*)\.git$/.exec(relative(this.#managed, path))?.[1];
  }
}
