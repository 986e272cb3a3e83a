import { TOOL } from '../core/tool.ts';
import { systemClock } from '../http/clock.ts';
import { BlobStore } from '../store/blobs/blob-store.ts';
import { standardCacheDirectory } from '../store/directories.ts';
import { ReferenceRecords } from '../store/blobs/reference-record.ts';
import type { BottledRecipes } from '../bottle/recipe/bottled-recipes.ts';
import type { BottleDownloads } from '../bottle/obtain/bottle-downloads.ts';
import type { Destination } from '../bottle/place/pull-bottle.ts';
import { orFromHistory } from '../bottle/obtain/history-downloads.ts';
import { addFormulaOid } from './histories/add-formula-oid.ts';
import type { PullOutcome } from '../bottle/obtain/pulled-bottle.ts';
import type { BottleToAttest } from '../bottle/obtain/attest-bottle.ts';
import type { FoundBottle, Resolution } from '../bottle/resolve/resolution.ts';
import type { RegistrySource } from '../registry/cached/registry-source.ts';
import { qualifyName, type BareName } from '../bottle/resolve/bare-names.ts';
import { crossCheckApi } from '../bottle/resolve/cross-check-api.ts';
import { resolveFormulae } from '../bottle/resolve/resolve-formulae.ts';
import { MissExplainer } from './histories/explain-misses.ts';
import { warnOfOldHistory } from './histories/history-age.ts';
import { openHistories, type Histories } from './histories/open-history.ts';
import { readNetworkRules } from './network/network-rules.ts';
import type { Network } from './network/open-network.ts';
import type { BottleRequest, BrewpullOptions } from './options.ts';
import { findPresence } from './histories/tap-presence.ts';
import type { MemoryTools } from '../registry/cached/remembered-registry.ts';

/**
 * Everything brewpull can do about bottles, over one cache and one network. Close it. What only some commands need is loaded by
 * them: an answer from history takes less time than loading all of it would.
 */
export class Brewpull {
  readonly options: BrewpullOptions;
  readonly cacheDirectory: string;
  readonly store: BlobStore;
  readonly histories: Histories;
  readonly #misses: MissExplainer;
  readonly #records: ReferenceRecords;
  /** Taps whose age was looked at. */
  readonly #agesSeen = new Set<string>();
  #network: Promise<Network> | undefined;

  constructor(options: BrewpullOptions) {
    this.options = options;
    this.cacheDirectory = options.cacheDirectory ?? standardCacheDirectory(TOOL.name);
    this.store = new BlobStore(this.cacheDirectory);
    this.histories = openHistories(options, this.cacheDirectory);
    this.#misses = new MissExplainer(this.histories);
    this.#records = new ReferenceRecords(this.cacheDirectory);
  }

  /** Finds the last bottle of every formula for every target; see {@link resolveFormulae}. */
  async resolve(request: BottleRequest): Promise<readonly Resolution[]> {
    const { concurrency, signal, onEvent, before, allowUnsure } = this.options;
    const results = await resolveFormulae(
      { ...request, before, allowUnsure },
      {
        historyOf: (tap, formulae) => this.histories.sourceFor(tap, formulae),
        registry: this.registry(),
        concurrency,
        signal,
        onEvent,
      },
    );
    const explained: Resolution[] = [];
    for (const result of results) explained.push(await this.#misses.explain(result));
    const { histories, options } = this;
    const ages = { histories, options, nowMs: systemClock.now(), seen: this.#agesSeen };
    await warnOfOldHistory(explained, ages);
    const { api } = this.options;
    return api === undefined ? explained : explained.map((result) => crossCheckApi(result, api));
  }

  /** Finds which tap a bare name means where further taps are installed; see {@link qualifyName}. */
  qualify(bare: BareName): Promise<string> {
    const { onEvent } = this.options;
    const tools = { histories: this.histories, registry: this.registry(), onEvent };
    return qualifyName(bare, {
      presence: (tap, name) => findPresence(tap, name, tools),
      onUnknownTap: (tap, name) =>
        onEvent({
          type: 'warning',
          message: `whether ${tap} has ${name} cannot be known here; run brewpull sync --tap ${tap}, or write ${tap}/${name}`,
        }),
    });
  }

  /** Downloads and verifies what was resolved; see {@link pullBottles}. */
  async pull(
    resolutions: readonly Resolution[],
    how: {
      readonly destination: Destination;
      readonly dryRun: boolean;
      readonly prebuilt?: boolean;
    },
  ): Promise<readonly PullOutcome[]> {
    const { onEvent } = this.options;
    const tools = {
      destination: how.destination,
      dryRun: how.dryRun,
      prebuilt: how.prebuilt ?? false,
      registry: this.registry(),
      downloads: this.downloads(),
      onEvent,
      attest: (found: FoundBottle) => this.attest(found),
      now: () => new Date(systemClock.now()).toISOString(),
    };
    const located = await Promise.all(
      resolutions.map((resolution) => addFormulaOid(resolution, this.histories)),
    );
    const { pullBottles } = await import('../bottle/place/pull-bottles.ts');
    return pullBottles(located, tools, this.options);
  }

  /** Reads the formulae inside pulled bottles; see {@link readBottledRecipes}. */
  async readRecipes(outcomes: readonly PullOutcome[]): Promise<BottledRecipes> {
    if (outcomes.length === 0) return new Map();
    const { readBottledRecipes } = await import('../bottle/recipe/bottled-recipes.ts');
    return readBottledRecipes(outcomes, await this.histories.reader(), this.options);
  }

  /** Finds out who built a bottle, where the options ask for it; see {@link attestBottle}. */
  async attest(found: FoundBottle): Promise<BottleToAttest | undefined> {
    const { provenance, environment, onEvent, signal } = this.options;
    if (provenance === undefined) return undefined;
    const { transport } = await this.network();
    const tools = { transport, environment, clock: systemClock, onEvent, signal };
    const { attestBottle } = await import('../bottle/obtain/attest-bottle.ts');
    return attestBottle(found, provenance, tools);
  }

  /** Opens the network when it is first needed. */
  network(): Promise<Network> {
    this.#network ??= import('./network/open-network.ts').then(({ openNetwork }) =>
      openNetwork(this.options),
    );
    return this.#network;
  }

  /** The registry, or what the cache remembers of it. */
  registry(): RegistrySource {
    return this.#registry(
      async () => (await import('../registry/cached/remembered-registry.ts')).rememberRegistry,
    );
  }

  /** The registry of images, asked for as little as can be. */
  imageRegistry(): RegistrySource {
    return this.#registry(
      async () => (await import('../registry/cached/refreshing-registry.ts')).frugalRegistry,
    );
  }

  #registry(load: () => Promise<(tools: MemoryTools) => RegistrySource>): RegistrySource {
    const { offline } = this.options;
    const { override } = readNetworkRules(this.options);
    const source = async (): Promise<RegistrySource> => {
      const [{ client }, make] = await Promise.all([this.network(), load()]);
      const { store } = this;
      return make({ client, store, records: this.#records, override, offline });
    };
    return {
      override,
      listReferences: async (...name) => (await source()).listReferences(...name),
      readDocument: async (...name) => (await source()).readDocument(...name),
    };
  }

  /** Downloads into the cache, until a signal that may be narrower than that of the whole run. */
  downloads(signal: AbortSignal = this.options.signal): BottleDownloads {
    const { onEvent } = this.options;
    const { store } = this;
    const fromServers: BottleDownloads = {
      has: (digest) => store.has(digest),
      obtain: async (wanted) => {
        const { client, transport } = await this.network();
        const { cachedDownloads } = await import('../bottle/obtain/cached-downloads.ts');
        const tools = { client, transport, store, clock: systemClock, onEvent, signal };
        return cachedDownloads(tools).obtain(wanted);
      },
    };
    return orFromHistory(fromServers, {
      repositoryOf: async (tap) => (await this.histories.of(tap))?.repository,
      store,
      onEvent,
      signal,
    });
  }

  /** Ends processes and connections. */
  async close(): Promise<void> {
    await this.histories.close();
    // A network that could not be opened has nothing to close, and who asked for it has been told.
    await this.#network?.then(
      ({ transport }) => transport.close(),
      () => undefined,
    );
  }
}
