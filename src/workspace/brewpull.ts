import { TOOL } from '../core/tool.ts';
import { systemClock } from '../http/clock.ts';
import type { Repository } from '../git/repository.ts';
import { BlobStore } from '../store/blobs/blob-store.ts';
import { standardCacheDirectory } from '../store/directories.ts';
import { ReferenceRecords } from '../store/blobs/reference-record.ts';
import type { BottledRecipes } from '../bottle/recipe/bottled-recipes.ts';
import type { BottleDownloads } from '../bottle/obtain/bottle-downloads.ts';
import type { BottleTools } from '../bottle/obtain/obtain-bottle.ts';
import { orFromHistory } from '../bottle/obtain/history-downloads.ts';
import { addFormulaOid } from './histories/add-formula-oid.ts';
import type { PullOutcome } from '../bottle/obtain/pulled-bottle.ts';
import type { BottleToAttest } from '../bottle/obtain/attest-bottle.ts';
import type { FoundBottle, Resolution } from '../bottle/resolve/resolution.ts';
import type { ReadClone } from '../provenance/attestation/tap-signer.ts';
import type { RegistrySource } from '../registry/cached/registry-source.ts';
import { qualifyName, type BareName } from '../bottle/resolve/bare-names.ts';
import { crossCheckApi } from '../bottle/resolve/cross-check-api.ts';
import { resolveFormulae } from '../bottle/resolve/resolve-formulae.ts';
import type { BottleRequest } from '../bottle/resolve/bottle-request.ts';
import { MissExplainer } from './histories/explain-misses.ts';
import { warnOfOldHistory } from './histories/history-age.ts';
import { LongSearches } from './histories/long-searches.ts';
import { openHistories, type Histories } from './histories/open-history.ts';
import { readNetworkRules, type NetworkRules } from './network/network-rules.ts';
import type { Network } from './network/open-network.ts';
import type { BrewpullOptions, PullRequest } from './options.ts';
import { sayLowerCase } from './say-lower-case.ts';
import { findPresence } from './histories/tap-presence.ts';
import type { MemoryTools } from '../registry/cached/remembered-registry.ts';

/**
 * Everything that brewpull can do with bottles, over one cache and one network. Must be closed. Code that only some commands
 * need is loaded on demand: an answer from history takes less time than loading everything would.
 */
export class Brewpull {
  readonly options: BrewpullOptions;
  readonly cacheDirectory: string;
  readonly store: BlobStore;
  readonly histories: Histories;
  /** What looking up and downloading bottles needs. */
  readonly tools: BottleTools;
  readonly #misses: MissExplainer;
  readonly #rules: NetworkRules;
  readonly #imageRegistry: RegistrySource;
  /** Taps whose age was already checked. */
  readonly #agesSeen = new Set<string>();
  readonly #searches = new LongSearches();
  #network: Promise<Network> | undefined;

  /** Throws `UsageError` for an invalid registry or host. */
  constructor(options: BrewpullOptions) {
    this.options = options;
    this.#rules = readNetworkRules(options);
    this.cacheDirectory = options.cacheDirectory ?? standardCacheDirectory(TOOL.name);
    this.store = new BlobStore(this.cacheDirectory);
    this.histories = openHistories(options, this.cacheDirectory);
    this.#misses = new MissExplainer(this.histories, options.packagedCasks);
    this.#imageRegistry = this.#openRegistry(
      async () => (await import('../registry/cached/refreshing-registry.ts')).refreshingRegistry,
    );
    this.tools = {
      registry: this.#openRegistry(
        async () => (await import('../registry/cached/remembered-registry.ts')).rememberRegistry,
      ),
      downloads: this.#openDownloads(),
      onEvent: options.onEvent,
      signal: options.signal,
      attest: (found) => this.#attest(found),
    };
  }

  /** Finds the last bottle of every formula for every target; see {@link resolveFormulae}. */
  async resolve(request: BottleRequest): Promise<readonly Resolution[]> {
    const { options, histories } = this;
    histories.answersAtHand.expect(request.names);
    const results = await resolveFormulae(request, {
      ...options,
      onEvent: this.#searches.watch(options.onEvent),
      historiesOf: (tap, target, formulae) => histories.askedFor(tap, target, formulae),
      formulaOf: (tap, name) => histories.formulaOf(tap, name),
      otherNameOf: (tap, name, target) => histories.otherNameOf(tap, name, target),
      asksRegistry:
        request.isRegistryAsked !== false &&
        (options.history === 'auto' || options.history === 'registry'),
      registry: this.tools.registry,
    });
    const explained: Resolution[] = [];
    for (const result of results) explained.push(await this.#misses.explain(result));
    if (options.history === 'auto') this.#searches.hint(explained, options.onEvent);
    warnOfOldHistory(explained, { options, nowMs: systemClock.now(), seen: this.#agesSeen });
    const { api } = options;
    return api === undefined ? explained : explained.map((result) => crossCheckApi(result, api));
  }

  /** Adds similar names to the error for a name that no formula has, or says that it is a cask. */
  explainUnknown(error: unknown, requested: string): Promise<unknown> {
    return this.#misses.explainError(error, requested);
  }

  /** Finds which tap a bare name means if other taps are installed; see {@link qualifyName}. */
  qualify(bare: BareName): Promise<string> {
    const { onEvent } = this.options;
    sayLowerCase(bare.name, onEvent);
    const tools = { histories: this.histories, registry: this.tools.registry, onEvent };
    return qualifyName(bare, {
      presence: (tap, name) => findPresence(tap, name, tools),
      onUnknownTap: (tap, name) =>
        onEvent({
          type: 'warning',
          message: `cannot tell whether ${tap} has ${name}; run brewpull sync --tap ${tap}, or write ${tap}/${name}`,
        }),
    });
  }

  /** Downloads and verifies what was resolved; see {@link pullBottles}. */
  async pull(
    resolutions: readonly Resolution[],
    { destination, dryRun = false, prebuilt = false, beforeDownload }: PullRequest,
  ): Promise<readonly PullOutcome[]> {
    const tools = {
      ...this.tools,
      destination,
      dryRun,
      prebuilt,
      now: () => new Date(systemClock.now()).toISOString(),
    };
    const located = await Promise.all(
      resolutions.map((resolution) => addFormulaOid(resolution, this.histories)),
    );
    const { pullBottles } = await import('../bottle/place/pull-bottles.ts');
    if (beforeDownload === undefined) return pullBottles(located, tools, this.options);
    const { checkBottles } = await import('../bottle/obtain/check-bottles.ts');
    const { listSizes } = await import('../bottle/obtain/download-size.ts');
    const bottles = located.filter((each) => each.status === 'found');
    const known = await checkBottles(bottles, this.tools, this.options);
    await beforeDownload(listSizes(known));
    return pullBottles(located, { ...tools, known }, this.options);
  }

  /** Reads the formulae inside pulled bottles; see {@link readBottledRecipes}. */
  async readRecipes(outcomes: readonly PullOutcome[]): Promise<BottledRecipes> {
    if (outcomes.length === 0) return new Map();
    const { readBottledRecipes } = await import('../bottle/recipe/bottled-recipes.ts');
    return readBottledRecipes(outcomes, await this.histories.reader(), this.options);
  }

  async #attest(found: FoundBottle): Promise<BottleToAttest | undefined> {
    const { provenance, environment, onEvent, signal } = this.options;
    if (provenance === undefined) return undefined;
    const { transport } = await this.network();
    const cloneOf = (bottle: FoundBottle): Promise<ReadClone | undefined> => this.#cloneOf(bottle);
    const tools = { transport, environment, clock: systemClock, onEvent, signal, cloneOf };
    const { attestBottle } = await import('../bottle/obtain/attest-bottle.ts');
    return attestBottle(found, provenance, tools);
  }

  async #cloneOf({ tap, sources }: FoundBottle): Promise<ReadClone | undefined> {
    const history = sources.includes('git') ? await this.histories.of(tap) : undefined;
    if (history === undefined) return undefined;
    const { copiedFrom, remoteUrl } = history.repository;
    return { remote: copiedFrom ?? remoteUrl };
  }

  /** Opens the network when it is first needed. */
  network(): Promise<Network> {
    this.#network ??= import('./network/open-network.ts').then(({ openNetwork }) =>
      openNetwork(this.options, this.#rules),
    );
    return this.#network;
  }

  /** Returns the registry, or what the cache remembers of it. */
  registry(): RegistrySource {
    return this.tools.registry;
  }

  /** Returns the registry for images, which is asked as little as possible. */
  imageRegistry(): RegistrySource {
    return this.#imageRegistry;
  }

  /** Makes a registry that is opened when it is first asked. */
  #openRegistry(load: () => Promise<(tools: MemoryTools) => RegistrySource>): RegistrySource {
    const { store, cacheDirectory } = this;
    const { offline } = this.options;
    const { override } = this.#rules;
    let opened: Promise<RegistrySource> | undefined;
    const open = async (): Promise<RegistrySource> => {
      const [{ client }, make] = await Promise.all([this.network(), load()]);
      const records = new ReferenceRecords(cacheDirectory);
      return make({ client, store, records, override, offline });
    };
    return {
      override,
      listReferences: async (...name) => (await (opened ??= open())).listReferences(...name),
      readDocument: async (...name) => (await (opened ??= open())).readDocument(...name),
      placeOf: async (...name) => (await (opened ??= open())).placeOf(...name),
    };
  }

  /** Makes downloads into the cache, over a network that is opened when it is first needed. */
  #openDownloads(): BottleDownloads {
    const { store, histories } = this;
    const { onEvent, signal } = this.options;
    let opened: Promise<BottleDownloads> | undefined;
    const open = async (): Promise<BottleDownloads> => {
      const { client, transport } = await this.network();
      const { cachedDownloads } = await import('../bottle/obtain/cached-downloads.ts');
      return cachedDownloads({ client, transport, store, clock: systemClock, onEvent, signal });
    };
    const fromServers: BottleDownloads = {
      has: (digest) => store.has(digest),
      obtain: async (wanted) => (await (opened ??= open())).obtain(wanted),
    };
    const repositoryOf = async (tap: string): Promise<Repository | undefined> =>
      (await histories.of(tap))?.repository;
    return orFromHistory(fromServers, { repositoryOf, store, onEvent, signal });
  }

  /** Ends processes and connections. */
  async close(): Promise<void> {
    await this.histories.close();
    // A network that could not be opened has nothing to close, and its error went to the caller that needed it.
    await this.#network?.then(
      ({ transport }) => transport.close(),
      () => undefined,
    );
  }
}
