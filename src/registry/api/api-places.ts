import { RegistryResponseError } from '../../core/errors.ts';
import { formatRootUrl, type RegistryRoot } from '../address.ts';
import type { RegistrySigns } from './registry-signs.ts';

/** Where the API for a repository is. */
export interface ApiPlace {
  /** The API is below it at `v2/`. */
  readonly registry: URL;
  /** The name this API knows it by. */
  readonly repository: string;
  /** The error to report if this place fails, because nothing showed that it is a registry. */
  readonly doubt?: RegistryResponseError | undefined;
  /** Whether the path was taken for a name prefix only because the host is a registry. */
  readonly isGuess?: boolean;
}

/** The meaning found for a root without `v2`. */
interface SettledRoot {
  readonly root: RegistryRoot;
  readonly doubt: RegistryResponseError | undefined;
}

/**
 * Finds out what a path without `v2` means: `https://HOST/PATH` is the API at `PATH/v2/` for Nexus repositories and Artifactory's
 * API, and names at `v2/PATH/` for Harbor projects and Artifactory's repository paths. The first that answers as a registry is
 * kept for the run. The longer one is asked first, because a server with several registries has one at `v2/` as well. If neither
 * answers, names are requested at `PATH/v2/` anyway, as brew does: a plain file server need not answer at `v2/`, nor need an
 * Artifactory repository that is not a registry. `artifactory/KEY` is Artifactory's own path and never a name prefix; the API of
 * a registry there is at `artifactory/api/docker/KEY/v2/`.
 */
export class ApiPlaces {
  readonly #signs: RegistrySigns;
  readonly #open: RegistryRoot | undefined;
  #settling: Promise<SettledRoot> | undefined;
  #settled: SettledRoot | undefined;

  /** `open` is the root whose path is to be interpreted, if there is one. */
  constructor(signs: RegistrySigns, open?: RegistryRoot) {
    this.#signs = signs;
    this.#open = open?.isOpen === true ? open : undefined;
  }

  /** Returns the place of a repository, asking at most twice a run. Throws what asking throws. */
  async find(registry: URL, repository: string): Promise<ApiPlace> {
    const open = this.#open;
    if (open !== undefined && this.#restOf(registry, repository) !== undefined) {
      await this.#settle(open);
    }
    return this.known(registry, repository);
  }

  /** Returns the place of a repository as far as this run knows it, without asking. */
  known(registry: URL, repository: string): ApiPlace {
    const rest = this.#restOf(registry, repository);
    if (rest === undefined || this.#settled === undefined) return { registry, repository };
    const { root, doubt } = this.#settled;
    const name = root.prefix === '' ? rest : `${root.prefix}/${rest}`;
    return { registry: root.registry, repository: name, doubt, isGuess: root.prefix !== '' };
  }

  /** Settles the root itself, before something is written to it. Throws `RegistryResponseError` if it is not a registry. */
  async settleRoot(): Promise<RegistryRoot | undefined> {
    if (this.#open === undefined) return undefined;
    const { root, doubt } = await this.#settle(this.#open);
    if (doubt !== undefined) throw doubt;
    return root;
  }

  /** Returns the name after the open prefix, or undefined for a repository elsewhere. */
  #restOf(registry: URL, repository: string): string | undefined {
    if (this.#open === undefined || registry.href !== this.#open.registry.href) return undefined;
    const start = `${this.#open.prefix}/`;
    return repository.startsWith(start) ? repository.slice(start.length) : undefined;
  }

  async #settle(open: RegistryRoot): Promise<SettledRoot> {
    this.#settling ??= this.#ask(open);
    try {
      this.#settled = await this.#settling;
      return this.#settled;
    } catch (error) {
      this.#settling = undefined; // A server in trouble may be asked again.
      throw error;
    }
  }

  async #ask(open: RegistryRoot): Promise<SettledRoot> {
    const [below, ...others] = readingsOf(open);
    const readings = [below, ...others];
    for (const root of readings) {
      if (await this.#signs.isRegistry(root.registry)) return { root, doubt: undefined };
    }
    return { root: below, doubt: neither(readings, open) };
  }
}

/** Lists the possible meanings of a path without `v2`, in the order to try them. */
function readingsOf({
  registry,
  prefix,
}: RegistryRoot): readonly [RegistryRoot, ...RegistryRoot[]] {
  const below = { registry: new URL(`${prefix}/`, registry), prefix: '' };
  const [, before, key] = /^((?:.*\/)?artifactory\/)([^/]+)$/.exec(prefix) ?? [];
  if (before !== undefined && key !== undefined) {
    return [below, { registry: new URL(`${before}api/docker/${key}/`, registry), prefix: '' }];
  }
  return prefix.startsWith('artifactory/') ? [below] : [below, { registry, prefix }];
}

function neither(readings: readonly RegistryRoot[], open: RegistryRoot): RegistryResponseError {
  const asked = readings.map(({ registry }) => `${registry.href}v2/`).join(' nor at ');
  const below = `${open.registry.href}${open.prefix}/v2/`;
  return new RegistryResponseError(`no registry answers at ${asked}`, {
    hint: `Check the URL, and write v2 where its API begins: ${below} or ${formatRootUrl(open)}.`,
  });
}
