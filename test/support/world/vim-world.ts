import states from '../../../fixtures/vim-history/states.json' with { type: 'json' };
import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles, type Published } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import { vimHistory } from '../tap/vim-history.ts';
import { publishVimDependencies } from './vim-dependencies.ts';

type State = (typeof states)[number];

/** A homebrew-core with vim's real history, and a registry that has a stand-in for each of its bottles. */
export interface VimWorld extends AsyncDisposable {
  readonly tap: Tap;
  readonly registry: FakeRegistry;
  /** By pkg version. */
  readonly published: ReadonlyMap<string, Published>;
  /** The stand-in's checksum for each real one. */
  readonly standIns: Readonly<Record<string, string>>;
}

/** Starts the world; `fillerBytes` is the size of the incompressible part of each bottle. */
export async function startVimWorld(
  options: {
    readonly fillerBytes?: number;
    readonly history?: 'stand-ins' | 'true';
    /** Publishes the oldest version first, as Homebrew did; by default the newest, so that no list is in order of upload. */
    readonly inOrder?: boolean;
    /** Also has what vim needs, for Big Sur only. */
    readonly withDependencies?: boolean;
    /** The only bottle that is published. */
    readonly only?: { readonly pkgVersion: string; readonly bottleTag: string };
  } = {},
): Promise<VimWorld> {
  const registry = await startRegistry();
  const needed = options.withDependencies === true ? publishVimDependencies(registry) : undefined;
  const versions = new Map<string, State>();
  const standIns: Record<string, string> = {};
  for (const state of states.toReversed()) {
    const pkgVersion = state.revision > 0 ? `${state.version}_${state.revision}` : state.version;
    const isWanted = (options.only?.pkgVersion ?? pkgVersion) === pkgVersion;
    if (isWanted && !versions.has(pkgVersion)) versions.set(pkgVersion, state);
  }
  const published = new Map<string, Published>();
  const order = options.inOrder === true ? [...versions].toReversed() : versions;
  for (const [pkgVersion, state] of order) {
    const publication = {
      formula: 'vim',
      pkgVersion,
      rebuild: state.rebuild,
      created: `${state.seen}T00:00:00Z`,
      tags: options.only === undefined ? Object.keys(state.bottles) : [options.only.bottleTag],
      fillerBytes: options.fillerBytes ?? 2000,
      ...(needed === undefined ? {} : { dependencies: needed.dependencies }),
    };
    published.set(pkgVersion, publishBottles(registry, publication));
  }
  for (const state of states) {
    const pkgVersion = state.revision > 0 ? `${state.version}_${state.revision}` : state.version;
    for (const [bottleTag, checksum] of Object.entries(state.bottles)) {
      const bottle = published.get(pkgVersion)?.bottles.get(bottleTag);
      if (bottle !== undefined) standIns[checksum] = bottle.sha256;
    }
  }
  const commits = vimHistory(options.history === 'true' ? {} : { standIns });
  const before = needed === undefined ? [] : [needed.commit];
  const tap = await buildTap({ commits: [...before, ...commits] });
  return {
    tap,
    registry,
    published,
    standIns,
    [Symbol.asyncDispose]: async () => {
      await registry.close();
      await tap[Symbol.asyncDispose]();
    },
  };
}
